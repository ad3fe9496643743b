-- upgrade
ALTER TABLE "editions" ALTER COLUMN "slug_length" DROP EXPRESSION;
ALTER TABLE "editions" ALTER COLUMN "slug_length" TYPE bigint;
-- downgrade
ALTER TABLE "editions" DROP COLUMN "slug_length";
ALTER TABLE "editions" ADD COLUMN "slug_length" integer GENERATED ALWAYS AS (length(slug)) STORED;
ALTER TABLE "editions" ADD CONSTRAINT "editions_product_id_slug_length_key" UNIQUE ("product_id", "slug_length");
ALTER TABLE "editions" ADD CONSTRAINT "editions_slug_length_check" CHECK (slug_length > 0);
CREATE UNIQUE INDEX "ix_editions_length" ON "editions" ((slug_length + 1), "title");
