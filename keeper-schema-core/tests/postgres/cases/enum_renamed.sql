-- upgrade
ALTER TABLE "products" ADD COLUMN "mood" "mood" NOT NULL DEFAULT 'sad';
ALTER TYPE "mood" RENAME VALUE 'sad' TO 'low';
ALTER TYPE "mood" RENAME TO "Mood ""x""";
-- downgrade
ALTER TYPE "Mood ""x""" RENAME TO "mood";
ALTER TYPE "mood" RENAME VALUE 'low' TO 'sad';
ALTER TABLE "products" DROP COLUMN "mood";
