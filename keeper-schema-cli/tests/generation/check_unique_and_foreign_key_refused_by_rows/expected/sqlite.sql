-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_books" (
    "id" INTEGER NOT NULL CONSTRAINT "books_pkey" PRIMARY KEY,
    "title" VARCHAR(255) NOT NULL,
    "pages" INTEGER,
    "author_id" INTEGER,
    CONSTRAINT "books_pages_key" UNIQUE ("pages"),
    CONSTRAINT "books_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "authors" ("id"),
    CONSTRAINT "books_pages_check" CHECK (pages > 300)
);
INSERT INTO "_keeper_new_books" ("id", "title", "pages", "author_id") SELECT "id", "title", "pages", "author_id" FROM "books";
DROP TABLE "books";
ALTER TABLE "_keeper_new_books" RENAME TO "books";
PRAGMA legacy_alter_table = OFF;
