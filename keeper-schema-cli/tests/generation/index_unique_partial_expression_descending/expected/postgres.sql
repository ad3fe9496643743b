CREATE UNIQUE INDEX "books_title_idx" ON "books" ("title");
CREATE INDEX "books_pages_idx" ON "books" ("pages") WHERE (pages > 100);
CREATE INDEX "books_expr_pages_idx" ON "books" ((lower(title)), "pages" DESC);
