-- upgrade
ALTER TABLE "editions" RENAME COLUMN "slug_length" TO "length";
ALTER TABLE "products" RENAME COLUMN "id" TO "Key";
-- downgrade
ALTER TABLE "products" RENAME COLUMN "Key" TO "id";
ALTER TABLE "editions" RENAME COLUMN "length" TO "slug_length";
