-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_books" (
    "id" INTEGER NOT NULL CONSTRAINT "books_pkey" PRIMARY KEY,
    "added" TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "day" DATE NOT NULL DEFAULT CURRENT_DATE
);
INSERT INTO "_keeper_new_books" ("id", "added", "day") SELECT "id", "added", "day" FROM "books";
DROP TABLE "books";
ALTER TABLE "_keeper_new_books" RENAME TO "books";
PRAGMA legacy_alter_table = OFF;
