-- upgrade
ALTER TABLE "products" DROP COLUMN "price";
ALTER TABLE "products" DROP COLUMN "code";
-- downgrade
ALTER TABLE "products" ADD COLUMN "code" text NOT NULL DEFAULT '0';
ALTER TABLE "products" ADD COLUMN "price" numeric(10,2) DEFAULT '9.50';
