-- upgrade
ALTER TABLE "products" ADD COLUMN "note" text;
-- alone
CREATE INDEX CONCURRENTLY "ix_products_note" ON "products" ("note");
-- alone
DROP INDEX CONCURRENTLY IF EXISTS "editions_mode_idx";
ALTER TABLE "products" ADD COLUMN "other_note" text;
-- downgrade
ALTER TABLE "products" DROP COLUMN "other_note";
-- alone
CREATE INDEX CONCURRENTLY "editions_mode_idx" ON "editions" ("mode") WHERE (mode IS NOT NULL);
-- alone
DROP INDEX CONCURRENTLY IF EXISTS "ix_products_note";
ALTER TABLE "products" DROP COLUMN "note";
