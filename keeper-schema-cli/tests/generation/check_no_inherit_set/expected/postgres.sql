ALTER TABLE "books" DROP CONSTRAINT "on_a_shelf";
ALTER TABLE "books" ADD CONSTRAINT "on_a_shelf" CHECK (shelf > 0) NO INHERIT;
