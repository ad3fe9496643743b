ALTER TABLE "books" RENAME COLUMN "second" TO "renaming_1";
ALTER TABLE "books" RENAME COLUMN "first" TO "second";
ALTER TABLE "books" RENAME COLUMN "renaming_1" TO "first";
