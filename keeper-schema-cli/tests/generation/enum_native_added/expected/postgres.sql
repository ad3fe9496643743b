CREATE TYPE "book_kind" AS ENUM ('main', 'release', 'draft');
ALTER TABLE "books" ADD COLUMN "kind" "book_kind" NOT NULL DEFAULT 'draft';
ALTER TABLE "books" ADD COLUMN "others" "book_kind"[];
