ALTER TABLE "books" DROP CONSTRAINT "books_author_country_fkey";
ALTER TABLE "books" ADD CONSTRAINT "books_author_country_fkey" FOREIGN KEY ("author", "country") REFERENCES "authors" ("name", "country") ON DELETE SET NULL ("author") ON UPDATE CASCADE NOT VALID;
