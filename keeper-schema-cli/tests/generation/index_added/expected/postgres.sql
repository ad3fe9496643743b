CREATE INDEX "books_title_idx" ON "books" ("title");
CREATE INDEX "books_pages_title_idx" ON "books" ("pages", "title");
