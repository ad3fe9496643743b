-- upgrade
ALTER TABLE "products" ALTER COLUMN "price" SET DEFAULT (1 + 1);
-- downgrade
ALTER TABLE "products" ALTER COLUMN "price" SET DEFAULT '9.50';
