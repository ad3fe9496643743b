ALTER TABLE "books" ADD CONSTRAINT "books_check" CHECK (shelf > 0) NOT VALID;
