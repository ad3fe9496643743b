CREATE INDEX "books_tags_idx" ON "books" USING "gin" ("tags");
