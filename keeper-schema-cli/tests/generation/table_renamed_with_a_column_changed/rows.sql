INSERT INTO authors (id, name) VALUES (1, 'Austen');
INSERT INTO books (id, title, author_id) VALUES (1, 'Emma', 1), (2, 'Anonymous', NULL);
