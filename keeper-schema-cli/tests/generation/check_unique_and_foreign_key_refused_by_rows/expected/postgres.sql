ALTER TABLE "books" ADD CONSTRAINT "books_pages_key" UNIQUE ("pages");
ALTER TABLE "books" ADD CONSTRAINT "books_pages_check" CHECK (pages > 300);
ALTER TABLE "books" ADD CONSTRAINT "books_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "authors" ("id");
