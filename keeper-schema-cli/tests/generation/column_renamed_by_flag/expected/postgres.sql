ALTER TABLE "books" RENAME COLUMN "title" TO "name";
ALTER TABLE "books" RENAME COLUMN "pages" TO "length";
