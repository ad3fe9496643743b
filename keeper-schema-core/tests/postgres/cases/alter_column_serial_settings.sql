-- upgrade
DO $keeper$
BEGIN
    EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('"builds"', 'id') || ' START WITH 1 INCREMENT BY 1';
    EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('"builds"', 'id') || ' RENAME TO "build_numbers"';
END
$keeper$;
-- downgrade
DO $keeper$
BEGIN
    EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('"builds"', 'id') || ' START WITH 100 INCREMENT BY 5';
    EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('"builds"', 'id') || ' RENAME TO "builds_id_seq"';
END
$keeper$;
