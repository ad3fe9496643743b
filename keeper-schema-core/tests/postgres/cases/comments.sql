-- upgrade
CREATE TYPE "kind" AS ENUM ('main', 'draft');
COMMENT ON TYPE "kind" IS 'what an edition is';
CREATE TABLE "notes" (
    "id" integer NOT NULL,
    "kind" "kind" NOT NULL,
    "long" integer GENERATED ALWAYS AS (id * 2) STORED,
    CONSTRAINT "notes_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "notes_long_key" UNIQUE ("long"),
    CONSTRAINT "notes_check" CHECK (kind <> 'draft'),
    CONSTRAINT "notes_excl" EXCLUDE ("long" WITH =)
);
ALTER TABLE "notes" ADD CONSTRAINT "notes_id_fkey" FOREIGN KEY ("id") REFERENCES "notes" ("long") NOT VALID;
COMMENT ON CONSTRAINT "notes_id_fkey" ON "notes" IS 'unchecked';
COMMENT ON CONSTRAINT "notes_pkey" ON "notes" IS 'it''s the key';
COMMENT ON CONSTRAINT "notes_long_key" ON "notes" IS 'no two alike';
COMMENT ON CONSTRAINT "notes_check" ON "notes" IS 'no drafts';
COMMENT ON CONSTRAINT "notes_excl" ON "notes" IS 'apart';
CREATE INDEX "notes_main_idx" ON "notes" ("id") WHERE (kind = 'main');
COMMENT ON INDEX "notes_main_idx" IS 'the main ones';
-- alone
CREATE INDEX CONCURRENTLY "notes_alone_idx" ON "notes" ("kind");
COMMENT ON INDEX "notes_alone_idx" IS 'made alone';
ALTER TABLE "notes" DROP CONSTRAINT "notes_check";
DROP INDEX "notes_main_idx";
ALTER TYPE "kind" RENAME TO "_keeper_old_enum";
CREATE TYPE "kind" AS ENUM ('draft', 'main');
COMMENT ON TYPE "kind" IS 'what an edition is';
ALTER TABLE "notes" ALTER COLUMN "kind" TYPE "kind" USING "kind"::text::"kind";
DROP TYPE "_keeper_old_enum";
ALTER TABLE "notes" ADD CONSTRAINT "notes_check" CHECK (kind <> 'draft');
COMMENT ON CONSTRAINT "notes_check" ON "notes" IS 'no drafts';
CREATE INDEX "notes_main_idx" ON "notes" ("id") WHERE (kind = 'main');
COMMENT ON INDEX "notes_main_idx" IS 'the main ones';
ALTER TABLE "notes" DROP CONSTRAINT "notes_id_fkey";
ALTER TABLE "notes" DROP COLUMN "long";
ALTER TABLE "notes" ADD COLUMN "long" integer GENERATED ALWAYS AS (id * 3) STORED;
ALTER TABLE "notes" ADD CONSTRAINT "notes_long_key" UNIQUE ("long");
COMMENT ON CONSTRAINT "notes_long_key" ON "notes" IS 'no two alike';
ALTER TABLE "notes" ADD CONSTRAINT "notes_excl" EXCLUDE ("long" WITH =);
COMMENT ON CONSTRAINT "notes_excl" ON "notes" IS 'apart';
ALTER TABLE "notes" ADD CONSTRAINT "notes_id_fkey" FOREIGN KEY ("id") REFERENCES "notes" ("long") NOT VALID;
COMMENT ON CONSTRAINT "notes_id_fkey" ON "notes" IS 'unchecked';
COMMENT ON INDEX "notes_main_idx" IS 'a line
and \ another';
COMMENT ON CONSTRAINT "notes_check" ON "notes" IS NULL;
COMMENT ON TYPE "kind" IS 'what a note is';
-- downgrade
COMMENT ON TYPE "kind" IS 'what an edition is';
COMMENT ON CONSTRAINT "notes_check" ON "notes" IS 'no drafts';
COMMENT ON INDEX "notes_main_idx" IS 'the main ones';
ALTER TABLE "notes" DROP CONSTRAINT "notes_id_fkey";
ALTER TABLE "notes" DROP COLUMN "long";
ALTER TABLE "notes" ADD COLUMN "long" integer GENERATED ALWAYS AS (id * 2) STORED;
ALTER TABLE "notes" ADD CONSTRAINT "notes_long_key" UNIQUE ("long");
COMMENT ON CONSTRAINT "notes_long_key" ON "notes" IS 'no two alike';
ALTER TABLE "notes" ADD CONSTRAINT "notes_excl" EXCLUDE ("long" WITH =);
COMMENT ON CONSTRAINT "notes_excl" ON "notes" IS 'apart';
ALTER TABLE "notes" ADD CONSTRAINT "notes_id_fkey" FOREIGN KEY ("id") REFERENCES "notes" ("long") NOT VALID;
COMMENT ON CONSTRAINT "notes_id_fkey" ON "notes" IS 'unchecked';
ALTER TABLE "notes" DROP CONSTRAINT "notes_check";
DROP INDEX "notes_main_idx";
ALTER TYPE "kind" RENAME TO "_keeper_old_enum";
CREATE TYPE "kind" AS ENUM ('main', 'draft');
COMMENT ON TYPE "kind" IS 'what an edition is';
ALTER TABLE "notes" ALTER COLUMN "kind" TYPE "kind" USING "kind"::text::"kind";
DROP TYPE "_keeper_old_enum";
ALTER TABLE "notes" ADD CONSTRAINT "notes_check" CHECK (kind <> 'draft');
COMMENT ON CONSTRAINT "notes_check" ON "notes" IS 'no drafts';
CREATE INDEX "notes_main_idx" ON "notes" ("id") WHERE (kind = 'main');
COMMENT ON INDEX "notes_main_idx" IS 'the main ones';
-- alone
DROP INDEX CONCURRENTLY IF EXISTS "notes_alone_idx";
DROP INDEX "notes_main_idx";
DROP TABLE "notes";
DROP TYPE "kind";
