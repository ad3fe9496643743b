-- upgrade
UPDATE products SET price = 1;
SET CONSTRAINTS "builds_follows_fkey" IMMEDIATE;
SET CONSTRAINTS "builds_follows_fkey" DEFERRED;
ALTER TABLE "products" ALTER COLUMN "price" SET NOT NULL;
-- downgrade
ALTER TABLE "products" ALTER COLUMN "price" DROP NOT NULL;
