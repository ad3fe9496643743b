INSERT INTO books (id, title, pages, author_id) VALUES (1, 'Emma', 474, 1), (2, 'Persuasion', 249, NULL), (3, 'Mansfield Park', 474, 3);
