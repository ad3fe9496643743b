ALTER TABLE "books" DROP CONSTRAINT "books_kind_check";
CREATE TYPE "kind" AS ENUM ('main', 'release', 'draft');
ALTER TABLE "books" ALTER COLUMN "kind" TYPE "kind" USING (kind)::text::"kind";
