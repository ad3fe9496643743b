INSERT INTO books (id, first, second) VALUES (1, 10, 20);
