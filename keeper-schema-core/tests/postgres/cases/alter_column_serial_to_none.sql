-- upgrade
DO $keeper$
BEGIN
    ALTER TABLE "builds" ALTER COLUMN "id" DROP DEFAULT;
    EXECUTE 'DROP SEQUENCE ' || pg_get_serial_sequence('"builds"', 'id');
END
$keeper$;
-- downgrade
CREATE SEQUENCE "builds_id_seq" AS integer START WITH 100 INCREMENT BY 5;
ALTER TABLE "builds" ALTER COLUMN "id" SET DEFAULT nextval('"builds_id_seq"'::regclass);
ALTER SEQUENCE "builds_id_seq" OWNED BY "builds"."id";
SELECT setval(pg_get_serial_sequence('"builds"', 'id'), greatest(max("id"), 100), max("id") >= 100) FROM "builds" HAVING count(*) > 0;
