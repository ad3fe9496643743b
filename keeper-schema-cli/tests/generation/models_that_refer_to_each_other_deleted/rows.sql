INSERT INTO publishers (id, name, flagship_id) VALUES (1, 'Keeper', NULL);
INSERT INTO magazines (id, publisher_id) VALUES (1, 1);
UPDATE publishers SET flagship_id = 1;
