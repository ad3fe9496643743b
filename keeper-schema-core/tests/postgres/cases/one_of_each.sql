-- upgrade
-- alone
CREATE UNIQUE INDEX CONCURRENTLY "editions_lower_slug_live_idx" ON "editions" ((lower(slug)) text_pattern_ops DESC NULLS LAST, "product_id") WHERE (date_ended IS NULL AND NOT pending_rebuild);
ALTER TABLE "producttags" ADD CONSTRAINT "producttags_tag_fkey" FOREIGN KEY ("tag_id", "organization_id") REFERENCES "tags" ("id", "organization_id") MATCH FULL ON DELETE SET NULL ("tag_id") ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID;
ALTER TABLE "producttags" VALIDATE CONSTRAINT "producttags_tag_fkey";
ALTER TABLE "editions" ADD COLUMN "slug_lower" text GENERATED ALWAYS AS (lower(slug)) STORED;
ALTER TABLE "editions" RENAME COLUMN "mode" TO "tracking_mode";
ALTER TABLE "editions" DROP CONSTRAINT "editions_mode_check";
ALTER TABLE "editions" ALTER COLUMN "tracking_mode" TYPE text USING (tracking_mode::text);
ALTER TABLE "editions" ADD CONSTRAINT "editions_title_check" CHECK (title <> '');
COMMENT ON TABLE "editions" IS 'what readers see';
ALTER TABLE "builds" ADD COLUMN "token" uuid DEFAULT (gen_random_uuid());
ALTER TABLE "editions" ALTER COLUMN "pending_rebuild" DROP DEFAULT;
-- downgrade
ALTER TABLE "editions" ALTER COLUMN "pending_rebuild" SET DEFAULT false;
ALTER TABLE "builds" DROP COLUMN "token";
COMMENT ON TABLE "editions" IS NULL;
ALTER TABLE "editions" DROP CONSTRAINT "editions_title_check";
ALTER TABLE "editions" ALTER COLUMN "tracking_mode" TYPE integer USING (tracking_mode::integer);
ALTER TABLE "editions" ADD CONSTRAINT "editions_mode_check" CHECK (tracking_mode > 0);
ALTER TABLE "editions" RENAME COLUMN "tracking_mode" TO "mode";
ALTER TABLE "editions" DROP COLUMN "slug_lower";
ALTER TABLE "producttags" DROP CONSTRAINT "producttags_tag_fkey";
ALTER TABLE "producttags" ADD CONSTRAINT "producttags_tag_fkey" FOREIGN KEY ("tag_id", "organization_id") REFERENCES "tags" ("id", "organization_id") MATCH FULL ON DELETE SET NULL ("tag_id") ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID;
ALTER TABLE "producttags" DROP CONSTRAINT "producttags_tag_fkey";
-- alone
DROP INDEX CONCURRENTLY IF EXISTS "editions_lower_slug_live_idx";
