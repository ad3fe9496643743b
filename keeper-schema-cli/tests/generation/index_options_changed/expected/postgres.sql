DROP INDEX "books_slug_shelf_idx";
CREATE INDEX "books_slug_shelf_idx" ON "books" ("slug" COLLATE "C" text_pattern_ops, "shelf" DESC NULLS LAST) INCLUDE ("id") WITH ("fillfactor" = '70');
