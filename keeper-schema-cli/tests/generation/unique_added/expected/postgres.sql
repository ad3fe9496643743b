ALTER TABLE "books" ADD CONSTRAINT "books_title_key" UNIQUE ("title");
ALTER TABLE "books" ADD CONSTRAINT "books_title_pages_key" UNIQUE ("title", "pages");
