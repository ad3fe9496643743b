ALTER TABLE "books" ADD COLUMN "kind" varchar(10) NOT NULL DEFAULT 'draft';
ALTER TABLE "books" ADD CONSTRAINT "books_kind_check" CHECK ("kind" IN ('main', 'release', 'draft'));
