ALTER TABLE "books" ADD COLUMN "isbn" varchar(13);
ALTER TABLE "books" ADD CONSTRAINT "books_isbn_key" UNIQUE ("isbn");
