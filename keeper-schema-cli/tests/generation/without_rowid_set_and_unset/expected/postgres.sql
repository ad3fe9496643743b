CREATE SEQUENCE "authors_id_seq" AS integer;
ALTER TABLE "authors" ALTER COLUMN "id" SET DEFAULT nextval('"authors_id_seq"'::regclass);
ALTER SEQUENCE "authors_id_seq" OWNED BY "authors"."id";
SELECT setval(pg_get_serial_sequence('"authors"', 'id'), greatest(max("id"), 1), max("id") >= 1) FROM "authors" HAVING count(*) > 0;
DO $keeper$
BEGIN
    ALTER TABLE "books" ALTER COLUMN "id" DROP DEFAULT;
    EXECUTE 'DROP SEQUENCE ' || pg_get_serial_sequence('"books"', 'id');
END
$keeper$;
