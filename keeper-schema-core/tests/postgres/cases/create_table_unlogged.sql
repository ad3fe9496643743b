-- upgrade
CREATE UNLOGGED TABLE "visits" (
    "id" bigserial NOT NULL
);
ALTER TABLE "visits" SET LOGGED;
COMMENT ON TABLE "visits" IS 'who came';
-- downgrade
ALTER TABLE "visits" SET UNLOGGED;
COMMENT ON TABLE "visits" IS NULL;
DROP TABLE "visits";
