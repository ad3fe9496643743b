COMMENT ON TABLE "books" IS 'what is read';
COMMENT ON COLUMN "books"."title" IS NULL;
COMMENT ON COLUMN "books"."pages" IS 'without the cover; it''s "thin"';
