ALTER TABLE "books" ADD CONSTRAINT "books_have_pages" CHECK (pages > 0);
