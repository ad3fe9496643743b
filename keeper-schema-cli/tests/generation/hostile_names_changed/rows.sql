INSERT INTO "select ""; DROP TABLE books; --" ("order", "日本語.`[x]`") VALUES (1, 5);
INSERT INTO books (id, title, pages) VALUES (1, 'Emma', 474), (2, 'O''Hara; -- "x"', NULL);
