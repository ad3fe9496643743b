ALTER TABLE "books" DROP CONSTRAINT "books_slug_key";
ALTER TABLE "books" DROP CONSTRAINT "books_slug_shelf_key";
ALTER TABLE "books" ADD CONSTRAINT "books_slug_key" UNIQUE NULLS NOT DISTINCT ("slug") INCLUDE ("shelf");
ALTER TABLE "books" ADD CONSTRAINT "books_slug_shelf_key" UNIQUE ("slug", "shelf") DEFERRABLE INITIALLY DEFERRED;
