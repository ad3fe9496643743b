INSERT INTO publishers (id, name) VALUES (1, 'Keeper');
