INSERT INTO loans VALUES (1, 1, 1), (1, 2, 1);
