ALTER TABLE "books" ADD COLUMN "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" integer;
ALTER TABLE "books" ADD COLUMN "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" integer;
ALTER TABLE "books" ADD CONSTRAINT "books_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_bbbbbbb_d2c9f8d5" UNIQUE ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
CREATE INDEX "books_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_bbbbbbb_655d2c2a" ON "books" ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
