-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_books" (
    "id" INTEGER NOT NULL CONSTRAINT "books_pkey" PRIMARY KEY,
    "title" VARCHAR(255) NOT NULL,
    "pages" INTEGER,
    CONSTRAINT "books_title_key" UNIQUE ("title"),
    CONSTRAINT "books_title_pages_key" UNIQUE ("title", "pages")
);
INSERT INTO "_keeper_new_books" ("id", "title", "pages") SELECT "id", "title", "pages" FROM "books";
DROP TABLE "books";
ALTER TABLE "_keeper_new_books" RENAME TO "books";
PRAGMA legacy_alter_table = OFF;
