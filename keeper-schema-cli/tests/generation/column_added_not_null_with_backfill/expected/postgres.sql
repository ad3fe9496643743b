ALTER TABLE "books" ADD COLUMN "slug" text;
UPDATE "books" SET "slug" = (lower(title));
ALTER TABLE "books" ALTER COLUMN "slug" SET NOT NULL;
