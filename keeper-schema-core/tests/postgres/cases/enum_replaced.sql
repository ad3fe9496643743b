-- upgrade
CREATE TYPE "kind" AS ENUM ('main', 'draft', 'release');
ALTER TABLE "editions" ADD COLUMN "kind" "kind" NOT NULL DEFAULT 'draft';
ALTER TABLE "editions" ADD COLUMN "kinds" "kind"[];
ALTER TABLE "editions" ADD CONSTRAINT "editions_kind_check" CHECK (kind <> 'release');
CREATE INDEX "editions_main_idx" ON "editions" ("slug") WHERE (kind = 'main');
ALTER TABLE "editions" DROP CONSTRAINT "editions_kind_check";
DROP INDEX "editions_main_idx";
ALTER TYPE "kind" RENAME TO "_keeper_old_enum";
CREATE TYPE "kind" AS ENUM ('release', 'main');
ALTER TABLE "editions"
    ALTER COLUMN "kind" DROP DEFAULT,
    ALTER COLUMN "kind" TYPE "kind" USING (CASE "kind"::text WHEN 'draft' THEN 'main' ELSE "kind"::text END)::"kind",
    ALTER COLUMN "kind" SET DEFAULT 'main';
ALTER TABLE "editions" ALTER COLUMN "kinds" TYPE "kind"[] USING array_replace("kinds"::text[], 'draft', 'main')::"kind"[];
DROP TYPE "_keeper_old_enum";
ALTER TABLE "editions" ADD CONSTRAINT "editions_kind_check" CHECK (kind <> 'release');
CREATE INDEX "editions_main_idx" ON "editions" ("slug") WHERE (kind = 'main');
-- downgrade
ALTER TABLE "editions" DROP CONSTRAINT "editions_kind_check";
DROP INDEX "editions_main_idx";
ALTER TYPE "kind" RENAME TO "_keeper_old_enum";
CREATE TYPE "kind" AS ENUM ('main', 'draft', 'release');
ALTER TABLE "editions"
    ALTER COLUMN "kind" DROP DEFAULT,
    ALTER COLUMN "kind" TYPE "kind" USING "kind"::text::"kind",
    ALTER COLUMN "kind" SET DEFAULT 'main';
ALTER TABLE "editions" ALTER COLUMN "kinds" TYPE "kind"[] USING "kinds"::text[]::"kind"[];
DROP TYPE "_keeper_old_enum";
ALTER TABLE "editions" ADD CONSTRAINT "editions_kind_check" CHECK (kind <> 'release');
CREATE INDEX "editions_main_idx" ON "editions" ("slug") WHERE (kind = 'main');
ALTER TABLE "editions" ALTER COLUMN "kind" SET DEFAULT 'draft';
DROP INDEX "editions_main_idx";
ALTER TABLE "editions" DROP CONSTRAINT "editions_kind_check";
ALTER TABLE "editions" DROP COLUMN "kinds";
ALTER TABLE "editions" DROP COLUMN "kind";
DROP TYPE "kind";
