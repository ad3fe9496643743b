ALTER TYPE "kind" RENAME TO "edition_kind";
