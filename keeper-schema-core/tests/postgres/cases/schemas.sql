-- upgrade
CREATE SCHEMA "reports";
CREATE TABLE "reports"."lines" (
    "edition_id" integer,
    CONSTRAINT "lines_edition_id_fkey" FOREIGN KEY ("edition_id") REFERENCES "editions" ("id")
);
ALTER SCHEMA "reports" RENAME TO "Reports";
-- downgrade
ALTER SCHEMA "Reports" RENAME TO "reports";
DROP TABLE "reports"."lines";
DROP SCHEMA "reports";
