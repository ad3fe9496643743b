ALTER TABLE "books" ADD COLUMN "copies" integer NOT NULL DEFAULT 1;
