ALTER TABLE "books" RENAME COLUMN "pages" TO "length";
ALTER TABLE "books" ALTER COLUMN "length" TYPE bigint;
