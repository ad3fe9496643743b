DROP INDEX "books_search";
CREATE INDEX "books_by_title" ON "books" ("title");
