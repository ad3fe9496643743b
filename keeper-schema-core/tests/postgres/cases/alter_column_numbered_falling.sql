-- upgrade
ALTER TABLE "products" ALTER COLUMN "rank" ADD GENERATED ALWAYS AS IDENTITY (START WITH -2 INCREMENT BY -1);
SELECT setval(pg_get_serial_sequence('"products"', 'rank'), least(min("rank"), -2), min("rank") <= -2) FROM "products" HAVING count(*) > 0;
-- downgrade
ALTER TABLE "products" ALTER COLUMN "rank" DROP IDENTITY;
