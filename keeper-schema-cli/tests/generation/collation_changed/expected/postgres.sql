ALTER TABLE "books" ALTER COLUMN "title" TYPE varchar(255) COLLATE "NOCASE";
CREATE INDEX "books_title_idx" ON "books" ("title");
