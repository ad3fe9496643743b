INSERT INTO authors VALUES ('Austen', 'GB');
INSERT INTO books (id, author, country) VALUES (1, 'Austen', 'GB'), (2, NULL, NULL);
