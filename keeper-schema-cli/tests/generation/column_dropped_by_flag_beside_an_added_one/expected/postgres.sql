ALTER TABLE "books" ADD COLUMN "words" integer;
ALTER TABLE "books" DROP COLUMN "pages";
