-- upgrade
ALTER TABLE "producttags" ADD CONSTRAINT "producttags_pkey" PRIMARY KEY ("product_id") INCLUDE ("tag_id");
ALTER TABLE "producttags" RENAME CONSTRAINT "producttags_pkey" TO "producttags_key";
ALTER TABLE "producttags" ADD CONSTRAINT "producttags_tag_id_key" UNIQUE NULLS NOT DISTINCT ("tag_id") INCLUDE ("product_id");
ALTER TABLE "producttags" ADD CONSTRAINT "producttags_later_key" UNIQUE ("organization_id", "product_id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "organizations" DROP CONSTRAINT "organizations_pkey";
-- downgrade
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_pkey" PRIMARY KEY ("id");
ALTER TABLE "producttags" DROP CONSTRAINT "producttags_later_key";
ALTER TABLE "producttags" DROP CONSTRAINT "producttags_tag_id_key";
ALTER TABLE "producttags" RENAME CONSTRAINT "producttags_key" TO "producttags_pkey";
ALTER TABLE "producttags" DROP CONSTRAINT "producttags_pkey";
