ALTER TABLE "books" ALTER COLUMN "title" TYPE integer USING (length(title));
