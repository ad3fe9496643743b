-- upgrade
ALTER TABLE "editions" ALTER COLUMN "id" TYPE bigint;
-- downgrade
ALTER TABLE "editions" ALTER COLUMN "id" TYPE integer;
