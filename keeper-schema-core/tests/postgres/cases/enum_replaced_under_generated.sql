-- upgrade
CREATE TYPE "kind" AS ENUM ('main', 'draft', 'release');
ALTER TABLE "editions" ADD COLUMN "kind" "kind" NOT NULL DEFAULT 'draft';
ALTER TABLE "editions" ADD COLUMN "is_main" boolean GENERATED ALWAYS AS (kind = 'main') STORED;
ALTER TABLE "editions" ADD COLUMN "shown" "kind" GENERATED ALWAYS AS (CASE WHEN mode > 0 THEN kind END) STORED;
COMMENT ON COLUMN "editions"."shown" IS 'what is shown';
ALTER TABLE "editions" ADD CONSTRAINT "editions_kind_check" CHECK (kind <> 'release' OR is_main);
ALTER TABLE "editions" ADD CONSTRAINT "editions_own_check" CHECK (kind <> 'release');
CREATE INDEX "editions_shown_idx" ON "editions" ("shown", "slug") WHERE (kind = 'main');
CREATE INDEX "editions_main_idx" ON "editions" ("slug") WHERE (kind = 'main');
ALTER TABLE "editions" DROP CONSTRAINT "editions_own_check";
DROP INDEX "editions_main_idx";
ALTER TABLE "editions" DROP COLUMN "is_main";
ALTER TABLE "editions" DROP COLUMN "shown";
ALTER TYPE "kind" RENAME TO "_keeper_old_enum";
CREATE TYPE "kind" AS ENUM ('release', 'main');
ALTER TABLE "editions"
    ALTER COLUMN "kind" DROP DEFAULT,
    ALTER COLUMN "kind" TYPE "kind" USING (CASE "kind"::text WHEN 'draft' THEN 'main' ELSE "kind"::text END)::"kind",
    ALTER COLUMN "kind" SET DEFAULT 'main';
DROP TYPE "_keeper_old_enum";
ALTER TABLE "editions" ADD CONSTRAINT "editions_own_check" CHECK (kind <> 'release');
CREATE INDEX "editions_main_idx" ON "editions" ("slug") WHERE (kind = 'main');
ALTER TABLE "editions" ADD COLUMN "is_main" boolean GENERATED ALWAYS AS (kind = 'main') STORED;
ALTER TABLE "editions" ADD COLUMN "shown" "kind" GENERATED ALWAYS AS (CASE WHEN mode > 0 THEN kind END) STORED;
COMMENT ON COLUMN "editions"."shown" IS 'what is shown';
ALTER TABLE "editions" ADD CONSTRAINT "editions_kind_check" CHECK (kind <> 'release' OR is_main);
CREATE INDEX "editions_shown_idx" ON "editions" ("shown", "slug") WHERE (kind = 'main');
-- downgrade
ALTER TABLE "editions" DROP CONSTRAINT "editions_own_check";
DROP INDEX "editions_main_idx";
ALTER TABLE "editions" DROP COLUMN "is_main";
ALTER TABLE "editions" DROP COLUMN "shown";
ALTER TYPE "kind" RENAME TO "_keeper_old_enum";
CREATE TYPE "kind" AS ENUM ('main', 'draft', 'release');
ALTER TABLE "editions"
    ALTER COLUMN "kind" DROP DEFAULT,
    ALTER COLUMN "kind" TYPE "kind" USING "kind"::text::"kind",
    ALTER COLUMN "kind" SET DEFAULT 'main';
DROP TYPE "_keeper_old_enum";
ALTER TABLE "editions" ADD CONSTRAINT "editions_own_check" CHECK (kind <> 'release');
CREATE INDEX "editions_main_idx" ON "editions" ("slug") WHERE (kind = 'main');
ALTER TABLE "editions" ADD COLUMN "is_main" boolean GENERATED ALWAYS AS (kind = 'main') STORED;
ALTER TABLE "editions" ADD COLUMN "shown" "kind" GENERATED ALWAYS AS (CASE WHEN mode > 0 THEN kind END) STORED;
COMMENT ON COLUMN "editions"."shown" IS 'what is shown';
ALTER TABLE "editions" ADD CONSTRAINT "editions_kind_check" CHECK (kind <> 'release' OR is_main);
CREATE INDEX "editions_shown_idx" ON "editions" ("shown", "slug") WHERE (kind = 'main');
ALTER TABLE "editions" ALTER COLUMN "kind" SET DEFAULT 'draft';
DROP INDEX "editions_main_idx";
DROP INDEX "editions_shown_idx";
ALTER TABLE "editions" DROP CONSTRAINT "editions_own_check";
ALTER TABLE "editions" DROP CONSTRAINT "editions_kind_check";
ALTER TABLE "editions" DROP COLUMN "shown";
ALTER TABLE "editions" DROP COLUMN "is_main";
ALTER TABLE "editions" DROP COLUMN "kind";
DROP TYPE "kind";
