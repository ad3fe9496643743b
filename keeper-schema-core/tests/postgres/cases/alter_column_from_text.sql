-- upgrade
ALTER TABLE "products"
    ALTER COLUMN "code" DROP DEFAULT,
    ALTER COLUMN "code" TYPE bigint USING "code"::bigint,
    ALTER COLUMN "code" SET DEFAULT '0';
-- downgrade
ALTER TABLE "products"
    ALTER COLUMN "code" DROP DEFAULT,
    ALTER COLUMN "code" TYPE text,
    ALTER COLUMN "code" SET DEFAULT '0';
