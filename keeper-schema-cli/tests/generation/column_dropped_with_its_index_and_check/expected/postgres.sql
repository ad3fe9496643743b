DROP INDEX "books_pages_idx";
ALTER TABLE "books" DROP CONSTRAINT "books_pages_check";
ALTER TABLE "books" DROP COLUMN "pages";
