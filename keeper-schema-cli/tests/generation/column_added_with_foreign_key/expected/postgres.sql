CREATE TABLE "authors" (
    "id" serial NOT NULL,
    "name" text NOT NULL,
    CONSTRAINT "authors_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "books" ADD COLUMN "author_id" integer;
CREATE INDEX "books_author_id_idx" ON "books" ("author_id");
ALTER TABLE "books" ADD CONSTRAINT "books_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "authors" ("id");
