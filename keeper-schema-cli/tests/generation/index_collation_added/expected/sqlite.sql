CREATE INDEX "books_slug_shelf_idx" ON "books" ("slug" COLLATE "NOCASE", "shelf" DESC);
