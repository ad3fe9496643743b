-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_books" (
    "id" INTEGER NOT NULL CONSTRAINT "books_pkey" PRIMARY KEY,
    "kind" TEXT NOT NULL
);
INSERT INTO "_keeper_new_books" ("id", "kind") SELECT "id", "kind" FROM "books";
DROP TABLE "books";
ALTER TABLE "_keeper_new_books" RENAME TO "books";
PRAGMA legacy_alter_table = OFF;
UPDATE "books" SET "kind" = 'stable' WHERE "kind" = 'release';
-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_books" (
    "id" INTEGER NOT NULL CONSTRAINT "books_pkey" PRIMARY KEY,
    "kind" TEXT NOT NULL,
    CONSTRAINT "books_kind_check" CHECK ("kind" IN ('main', 'stable', 'draft'))
);
INSERT INTO "_keeper_new_books" ("id", "kind") SELECT "id", "kind" FROM "books";
DROP TABLE "books";
ALTER TABLE "_keeper_new_books" RENAME TO "books";
PRAGMA legacy_alter_table = OFF;
