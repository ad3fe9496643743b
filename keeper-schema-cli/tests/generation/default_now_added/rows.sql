INSERT INTO books (id, added, day) VALUES (1, '2026-01-01 00:00:00', '2026-01-01');
