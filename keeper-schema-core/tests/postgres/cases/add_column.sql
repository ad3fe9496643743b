-- upgrade
ALTER TABLE "products" ADD COLUMN "note" text;
COMMENT ON COLUMN "products"."note" IS 'for us';
ALTER TABLE "products" ADD COLUMN "live" boolean NOT NULL DEFAULT true;
ALTER TABLE "products" ADD COLUMN "double_rank" integer GENERATED ALWAYS AS (rank * 2) STORED;
ALTER TABLE "producttags" ADD COLUMN "number" serial NOT NULL;
ALTER TABLE "producttags" ADD COLUMN "other_number" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (START WITH 50);
CREATE SEQUENCE "producttags_third_number_seq" AS bigint INCREMENT BY 3;
ALTER TABLE "producttags" ADD COLUMN "third_number" bigint NOT NULL DEFAULT nextval('"producttags_third_number_seq"'::regclass);
ALTER SEQUENCE "producttags_third_number_seq" OWNED BY "producttags"."third_number";
-- downgrade
ALTER TABLE "producttags" DROP COLUMN "third_number";
ALTER TABLE "producttags" DROP COLUMN "other_number";
ALTER TABLE "producttags" DROP COLUMN "number";
ALTER TABLE "products" DROP COLUMN "double_rank";
ALTER TABLE "products" DROP COLUMN "live";
ALTER TABLE "products" DROP COLUMN "note";
