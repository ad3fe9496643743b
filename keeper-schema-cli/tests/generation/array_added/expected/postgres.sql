ALTER TABLE "books" ADD COLUMN "tags" text[];
ALTER TABLE "books" ADD COLUMN "pages" integer[] NOT NULL DEFAULT '{}';
