-- upgrade
DO $keeper$
DECLARE
    counter record;
BEGIN
    EXECUTE 'SELECT last_value, is_called FROM ' || pg_get_serial_sequence('"products"', 'id') INTO counter;
    ALTER TABLE "products" ALTER COLUMN "id" DROP DEFAULT;
    EXECUTE 'DROP SEQUENCE ' || pg_get_serial_sequence('"products"', 'id');
    ALTER TABLE "products" ALTER COLUMN "id" ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME "product_numbers");
    PERFORM setval(pg_get_serial_sequence('"products"', 'id'), counter.last_value, counter.is_called);
END
$keeper$;
-- downgrade
DO $keeper$
DECLARE
    counter record;
BEGIN
    EXECUTE 'SELECT last_value, is_called FROM ' || pg_get_serial_sequence('"products"', 'id') INTO counter;
    ALTER TABLE "products" ALTER COLUMN "id" DROP IDENTITY;
    CREATE SEQUENCE "products_id_seq" AS integer;
    ALTER TABLE "products" ALTER COLUMN "id" SET DEFAULT nextval('"products_id_seq"'::regclass);
    ALTER SEQUENCE "products_id_seq" OWNED BY "products"."id";
    PERFORM setval(pg_get_serial_sequence('"products"', 'id'), counter.last_value, counter.is_called);
END
$keeper$;
