INSERT INTO books (id, kind) VALUES (1, 'release'), (2, 'draft');
