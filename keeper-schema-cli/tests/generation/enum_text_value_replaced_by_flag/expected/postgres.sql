ALTER TABLE "books" DROP CONSTRAINT "books_kind_check";
ALTER TABLE "books" ADD CONSTRAINT "books_kind_check" CHECK ("kind" IN ('main', 'stable', 'draft'));
