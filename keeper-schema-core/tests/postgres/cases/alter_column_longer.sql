-- upgrade
ALTER TABLE "products" ALTER COLUMN "slug" TYPE text;
-- downgrade
ALTER TABLE "products" ALTER COLUMN "slug" TYPE varchar(255);
