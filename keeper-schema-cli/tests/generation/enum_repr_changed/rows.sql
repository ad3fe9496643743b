INSERT INTO books (id, title, kind) VALUES (1, 'Emma', 1);
