INSERT INTO books (shelf) VALUES (0);
