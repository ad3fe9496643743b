INSERT INTO organizations (slug) VALUES ('one'), ('two');
INSERT INTO tags (organization_id, title) VALUES (1, 'new'), (2, 'old');
INSERT INTO products (slug, code, rank) VALUES ('pipelines', '7', 3), ('o''hara', '12', 8);
INSERT INTO producttags VALUES (1, 1, 1), (NULL, NULL, 2);
INSERT INTO editions (product_id, slug, title, mode) VALUES (1, 'main', 'Latest', 1), (2, 'v1', 'One', NULL);
INSERT INTO builds (slug, follows) VALUES ('a', NULL), ('b', 100);
