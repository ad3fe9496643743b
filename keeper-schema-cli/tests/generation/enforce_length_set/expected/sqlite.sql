-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_books" (
    "id" INTEGER NOT NULL CONSTRAINT "books_pkey" PRIMARY KEY,
    "title" VARCHAR(5) NOT NULL CHECK (length("title") <= 5)
);
INSERT INTO "_keeper_new_books" ("id", "title") SELECT "id", "title" FROM "books";
DROP TABLE "books";
ALTER TABLE "_keeper_new_books" RENAME TO "books";
PRAGMA legacy_alter_table = OFF;
