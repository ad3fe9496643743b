CREATE TEMP TABLE "_keeper_fit" ("all" INTEGER CHECK ("all"));
INSERT INTO "_keeper_fit" SELECT NOT EXISTS (SELECT "id" FROM "books" WHERE "kind" IN ('release'));
DROP TABLE temp."_keeper_fit";
