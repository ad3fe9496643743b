ALTER TABLE "books" RENAME COLUMN "pages" TO "length";
