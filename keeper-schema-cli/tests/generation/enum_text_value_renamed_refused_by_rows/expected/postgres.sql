ALTER TABLE "books" DROP CONSTRAINT "books_kind_check";
UPDATE "books" SET "kind" = 'stable' WHERE "kind" = 'release';
ALTER TABLE "books" ADD CONSTRAINT "books_kind_check" CHECK ("kind" IN ('main', 'stable', 'planned'));
