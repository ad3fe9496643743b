CREATE TABLE "authors" (
    "id" INTEGER NOT NULL CONSTRAINT "authors_pkey" PRIMARY KEY,
    "name" TEXT NOT NULL
);
-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_books" (
    "id" INTEGER NOT NULL CONSTRAINT "books_pkey" PRIMARY KEY,
    "title" VARCHAR(255) NOT NULL,
    "pages" INTEGER,
    "author_id" INTEGER,
    CONSTRAINT "books_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "authors" ("id")
);
INSERT INTO "_keeper_new_books" ("id", "title", "pages") SELECT "id", "title", "pages" FROM "books";
DROP TABLE "books";
ALTER TABLE "_keeper_new_books" RENAME TO "books";
CREATE INDEX "books_author_id_idx" ON "books" ("author_id");
PRAGMA legacy_alter_table = OFF;
