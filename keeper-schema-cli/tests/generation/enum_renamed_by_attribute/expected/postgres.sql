ALTER TYPE "kind" RENAME TO "book_kind";
