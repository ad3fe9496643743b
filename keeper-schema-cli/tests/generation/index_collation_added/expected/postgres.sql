CREATE INDEX "books_slug_shelf_idx" ON "books" ("slug" COLLATE "C", "shelf" DESC NULLS LAST);
