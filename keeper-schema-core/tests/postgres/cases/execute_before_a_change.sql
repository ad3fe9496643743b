-- upgrade
INSERT INTO builds (id, slug, follows) VALUES (8, 'h', 9), (9, 'i', NULL);;
UPDATE builds SET follows = 8 WHERE id = 9; -- and so on;
SET CONSTRAINTS "builds_follows_fkey" IMMEDIATE;
SET CONSTRAINTS "builds_follows_fkey" DEFERRED;
ALTER TABLE "builds" ADD COLUMN "title" text;
UPDATE "builds" SET "title" = (slug);
SET CONSTRAINTS "builds_follows_fkey" IMMEDIATE;
SET CONSTRAINTS "builds_follows_fkey" DEFERRED;
ALTER TABLE "builds" ALTER COLUMN "title" SET NOT NULL;
ALTER TABLE "builds" ALTER COLUMN "slug" DROP NOT NULL;
-- downgrade
ALTER TABLE "builds" ALTER COLUMN "slug" SET NOT NULL;
ALTER TABLE "builds" DROP COLUMN "title";
DELETE FROM builds WHERE id IN (8, 9);
