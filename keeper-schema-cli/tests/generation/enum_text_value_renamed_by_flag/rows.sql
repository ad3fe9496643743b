INSERT INTO books (id, kind) VALUES (1, 'main'), (2, 'release');
