-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_authors" (
    "id" INTEGER NOT NULL CONSTRAINT "authors_pkey" PRIMARY KEY,
    "name" TEXT NOT NULL
);
INSERT INTO "_keeper_new_authors" ("id", "name") SELECT "id", "name" FROM "authors";
DROP TABLE "authors";
ALTER TABLE "_keeper_new_authors" RENAME TO "authors";
PRAGMA legacy_alter_table = OFF;
-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_books" (
    "id" INTEGER NOT NULL,
    "title" VARCHAR(255) NOT NULL,
    "pages" INTEGER,
    CONSTRAINT "books_pkey" PRIMARY KEY ("id")
) WITHOUT ROWID;
INSERT INTO "_keeper_new_books" ("id", "title", "pages") SELECT "id", "title", "pages" FROM "books";
DROP TABLE "books";
ALTER TABLE "_keeper_new_books" RENAME TO "books";
PRAGMA legacy_alter_table = OFF;
