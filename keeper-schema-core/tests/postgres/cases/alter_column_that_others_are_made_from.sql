-- upgrade
ALTER TABLE "editions" DROP COLUMN "slug_length";
ALTER TABLE "editions" ALTER COLUMN "slug" TYPE varchar(300);
ALTER TABLE "editions" ADD COLUMN "slug_length" integer GENERATED ALWAYS AS (length(slug)) STORED;
ALTER TABLE "editions" ADD CONSTRAINT "editions_product_id_slug_length_key" UNIQUE ("product_id", "slug_length");
ALTER TABLE "editions" ADD CONSTRAINT "editions_slug_length_check" CHECK (slug_length > 0);
CREATE UNIQUE INDEX "ix_editions_length" ON "editions" ((slug_length + 1), "title");
-- downgrade
ALTER TABLE "editions" DROP COLUMN "slug_length";
ALTER TABLE "editions" ALTER COLUMN "slug" TYPE varchar(255);
ALTER TABLE "editions" ADD COLUMN "slug_length" integer GENERATED ALWAYS AS (length(slug)) STORED;
ALTER TABLE "editions" ADD CONSTRAINT "editions_product_id_slug_length_key" UNIQUE ("product_id", "slug_length");
ALTER TABLE "editions" ADD CONSTRAINT "editions_slug_length_check" CHECK (slug_length > 0);
CREATE UNIQUE INDEX "ix_editions_length" ON "editions" ((slug_length + 1), "title");
