-- upgrade
ALTER TABLE "producttags" ADD CONSTRAINT "producttags_tag_fkey" FOREIGN KEY ("tag_id", "organization_id") REFERENCES "tags" ("id", "organization_id") MATCH FULL ON DELETE SET NULL ("tag_id") ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID;
ALTER TABLE "producttags" VALIDATE CONSTRAINT "producttags_tag_fkey";
ALTER TABLE "producttags" ADD CONSTRAINT "producttags_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE "editions" DROP CONSTRAINT "editions_product_id_fkey";
-- downgrade
ALTER TABLE "editions" ADD CONSTRAINT "editions_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products" ("id");
ALTER TABLE "producttags" DROP CONSTRAINT "producttags_product_id_fkey";
ALTER TABLE "producttags" DROP CONSTRAINT "producttags_tag_fkey";
ALTER TABLE "producttags" ADD CONSTRAINT "producttags_tag_fkey" FOREIGN KEY ("tag_id", "organization_id") REFERENCES "tags" ("id", "organization_id") MATCH FULL ON DELETE SET NULL ("tag_id") ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID;
ALTER TABLE "producttags" DROP CONSTRAINT "producttags_tag_fkey";
