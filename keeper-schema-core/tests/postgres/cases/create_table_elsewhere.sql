-- upgrade
CREATE SEQUENCE "archive"."products_number_seq" AS integer START WITH 7;
CREATE TABLE "archive"."products" (
    "id" serial NOT NULL,
    "number" integer NOT NULL DEFAULT nextval('"archive"."products_number_seq"'::regclass),
    "product_id" integer NOT NULL,
    CONSTRAINT "products_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "products_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products" ("id")
);
ALTER SEQUENCE "archive"."products_number_seq" OWNED BY "archive"."products"."number";
COMMENT ON TABLE "archive"."products" IS 'kept for
a while';
COMMENT ON COLUMN "archive"."products"."product_id" IS 'what it''s about';
CREATE INDEX "ix_products_product_id" ON "archive"."products" ("product_id");
ALTER INDEX "archive"."ix_products_product_id" RENAME TO "ix_archived";
ALTER TABLE "archive"."products" RENAME TO "goods";
-- downgrade
ALTER TABLE "archive"."goods" RENAME TO "products";
ALTER INDEX "archive"."ix_archived" RENAME TO "ix_products_product_id";
DROP INDEX "archive"."ix_products_product_id";
DROP TABLE "archive"."products";
