-- upgrade
ALTER TABLE "products"
    ALTER COLUMN "code" DROP DEFAULT,
    ALTER COLUMN "code" TYPE boolean USING (code = '7'),
    ALTER COLUMN "code" SET DEFAULT false;
-- downgrade
ALTER TABLE "products"
    ALTER COLUMN "code" DROP DEFAULT,
    ALTER COLUMN "code" TYPE text USING (CASE WHEN code THEN '7' ELSE '12' END),
    ALTER COLUMN "code" SET DEFAULT '0';
