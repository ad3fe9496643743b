ALTER TABLE "books" DROP CONSTRAINT "books_pages_check";
ALTER TABLE "books" ADD CONSTRAINT "books_pages_check" CHECK (pages >= 0);
