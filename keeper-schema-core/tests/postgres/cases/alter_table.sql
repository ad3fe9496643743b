-- upgrade
ALTER TABLE "organizations" SET UNLOGGED;
COMMENT ON TABLE "organizations" IS NULL;
-- downgrade
ALTER TABLE "organizations" SET LOGGED;
COMMENT ON TABLE "organizations" IS 'who publishes';
