INSERT INTO books (id) VALUES (1);
