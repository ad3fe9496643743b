ALTER TABLE "books" ALTER COLUMN "title" TYPE varchar(10);
ALTER TABLE "books" ALTER COLUMN "pages" TYPE smallint;
