DROP INDEX "books_title_idx";
ALTER TABLE "books" RENAME COLUMN "title" TO "name";
-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_books" (
    "id" INTEGER NOT NULL CONSTRAINT "books_pkey" PRIMARY KEY,
    "name" VARCHAR(255),
    "pages" BIGINT,
    "isbn" VARCHAR(13),
    "copies" INTEGER NOT NULL DEFAULT 1,
    "slug" TEXT NOT NULL,
    CONSTRAINT "books_isbn_key" UNIQUE ("isbn"),
    CONSTRAINT "books_pages_check" CHECK (pages > 0)
);
INSERT INTO "_keeper_new_books" ("id", "name", "pages", "isbn", "slug") SELECT "id", "name", "pages", "isbn", (lower(name)) FROM "books";
DROP TABLE "books";
ALTER TABLE "_keeper_new_books" RENAME TO "books";
CREATE INDEX "books_name_pages_idx" ON "books" ("name", "pages" DESC);
PRAGMA legacy_alter_table = OFF;
