ALTER TABLE "books" ALTER COLUMN "kind" TYPE bigint;
