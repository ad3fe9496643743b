-- upgrade
ALTER TABLE "editions" DROP COLUMN "title";
ALTER TABLE "editions" ADD COLUMN "title" text NOT NULL GENERATED ALWAYS AS (upper(slug)) STORED;
CREATE UNIQUE INDEX "ix_editions_length" ON "editions" ((slug_length + 1), "title");
-- downgrade
ALTER TABLE "editions" ALTER COLUMN "title" DROP EXPRESSION;
