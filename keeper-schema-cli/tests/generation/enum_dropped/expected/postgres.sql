ALTER TABLE "books" ALTER COLUMN "kind" TYPE text;
DROP TYPE "kind";
