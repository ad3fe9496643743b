UPDATE "books" SET "pages" = 0 WHERE "pages" IS NULL;
ALTER TABLE "books" ALTER COLUMN "pages" SET NOT NULL;
