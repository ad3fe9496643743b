-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_books" (
    "id" INTEGER NOT NULL CONSTRAINT "books_pkey" PRIMARY KEY,
    "title" VARCHAR(255) NOT NULL,
    "kind" BIGINT NOT NULL
);
INSERT INTO "_keeper_new_books" ("id", "title", "kind") SELECT "id", "title", "kind" FROM "books";
DROP TABLE "books";
ALTER TABLE "_keeper_new_books" RENAME TO "books";
PRAGMA legacy_alter_table = OFF;
