INSERT INTO authors (id, name) VALUES (1, 'Austen');
INSERT INTO books (id, title, author_id) VALUES (1, 'Emma', 1), (2, 'Lost', 7), (3, 'Lost too', 8);
