-- upgrade
ALTER TABLE "editions" ALTER COLUMN "id" DROP IDENTITY;
ALTER TABLE "editions" ALTER COLUMN "id" TYPE text;
-- downgrade
ALTER TABLE "editions" ALTER COLUMN "id" TYPE integer USING "id"::integer;
ALTER TABLE "editions" ALTER COLUMN "id" ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval(pg_get_serial_sequence('"editions"', 'id'), greatest(max("id"), 1), max("id") >= 1) FROM "editions" HAVING count(*) > 0;
