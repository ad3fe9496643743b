ALTER TABLE "books" ADD COLUMN "subtitle" TEXT;
