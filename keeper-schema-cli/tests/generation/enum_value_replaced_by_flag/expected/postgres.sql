DO $keeper$ BEGIN IF (SELECT count(*) <> 1 FROM "keeper_steps" WHERE "revision" = '000000000002' AND "state" = 'done') THEN RAISE EXCEPTION 'a step before this one is not done'; END IF; END $keeper$;
DELETE FROM "keeper_steps" WHERE "revision" = '000000000002';
ALTER TYPE "kind" RENAME TO "_keeper_old_enum";
CREATE TYPE "kind" AS ENUM ('main', 'stable', 'draft');
ALTER TABLE "books" ALTER COLUMN "kind" TYPE "kind" USING "kind"::text::"kind";
DROP TYPE "_keeper_old_enum";
