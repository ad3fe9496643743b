ALTER TABLE "books" ALTER COLUMN "title" TYPE varchar(255);
ALTER TABLE "books" ALTER COLUMN "pages" TYPE bigint;
