-- upgrade
CREATE TYPE "edition_kind" AS ENUM ('main', 'it''s');
CREATE TYPE "archive"."edition_kind" AS ENUM ('old');
ALTER TABLE "editions" ADD COLUMN "kind" "edition_kind" NOT NULL DEFAULT 'it''s';
ALTER TABLE "editions" ADD COLUMN "kinds" "archive"."edition_kind"[];
DROP TYPE "mood";
-- downgrade
CREATE TYPE "mood" AS ENUM ('sad', 'happy');
ALTER TABLE "editions" DROP COLUMN "kinds";
ALTER TABLE "editions" DROP COLUMN "kind";
DROP TYPE "archive"."edition_kind";
DROP TYPE "edition_kind";
