COMMENT ON TABLE "books" IS 'What can be read.

It''s all of them.';
COMMENT ON COLUMN "books"."id" IS 'Counts up.';
COMMENT ON COLUMN "books"."title" IS 'as printed';
