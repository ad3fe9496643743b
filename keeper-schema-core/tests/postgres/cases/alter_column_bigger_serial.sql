-- upgrade
ALTER TABLE "products" ALTER COLUMN "id" TYPE bigint;
DO $keeper$
BEGIN
    EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('"products"', 'id') || ' AS bigint';
END
$keeper$;
-- downgrade
ALTER TABLE "products" ALTER COLUMN "id" TYPE integer;
DO $keeper$
BEGIN
    EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('"products"', 'id') || ' AS integer';
END
$keeper$;
