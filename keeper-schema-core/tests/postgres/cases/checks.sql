-- upgrade
ALTER TABLE "products" ADD CONSTRAINT "products_rank_check" CHECK (rank > 0) NOT VALID;
ALTER TABLE "products" VALIDATE CONSTRAINT "products_rank_check";
ALTER TABLE "products" ADD CONSTRAINT "products_slug_check" CHECK (slug <> '' -- ever
) NO INHERIT;
ALTER TABLE "editions" DROP CONSTRAINT "editions_mode_check";
-- downgrade
ALTER TABLE "editions" ADD CONSTRAINT "editions_mode_check" CHECK (mode > 0);
ALTER TABLE "products" DROP CONSTRAINT "products_slug_check";
ALTER TABLE "products" DROP CONSTRAINT "products_rank_check";
ALTER TABLE "products" ADD CONSTRAINT "products_rank_check" CHECK (rank > 0) NOT VALID;
ALTER TABLE "products" DROP CONSTRAINT "products_rank_check";
