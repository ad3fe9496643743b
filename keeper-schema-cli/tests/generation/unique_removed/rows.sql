INSERT INTO books (id, title, pages) VALUES (1, 'Emma', 474), (2, 'O''Hara; -- "x"', NULL);
