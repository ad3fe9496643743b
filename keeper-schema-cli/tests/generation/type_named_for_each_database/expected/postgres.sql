ALTER TABLE "books" ADD COLUMN "words" tsvector;
