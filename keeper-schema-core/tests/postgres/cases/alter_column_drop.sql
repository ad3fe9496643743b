-- upgrade
ALTER TABLE "products"
    ALTER COLUMN "code" DROP DEFAULT,
    ALTER COLUMN "code" DROP NOT NULL;
-- downgrade
ALTER TABLE "products"
    ALTER COLUMN "code" SET DEFAULT '0',
    ALTER COLUMN "code" SET NOT NULL;
