ALTER TYPE "kind" RENAME TO "_keeper_old_enum";
CREATE TYPE "kind" AS ENUM ('draft', 'main', 'release');
ALTER TABLE "books" ALTER COLUMN "kind" TYPE "kind" USING "kind"::text::"kind";
DROP TYPE "_keeper_old_enum";
