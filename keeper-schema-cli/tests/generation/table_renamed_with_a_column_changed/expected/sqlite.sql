ALTER TABLE "authors" RENAME TO "writers";
ALTER TABLE "writers" RENAME COLUMN "name" TO "full_name";
-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_writers" (
    "id" INTEGER NOT NULL CONSTRAINT "authors_pkey" PRIMARY KEY,
    "full_name" VARCHAR(80),
    CONSTRAINT "writers_full_name_key" UNIQUE ("full_name")
);
INSERT INTO "_keeper_new_writers" ("id", "full_name") SELECT "id", "full_name" FROM "writers";
DROP TABLE "writers";
ALTER TABLE "_keeper_new_writers" RENAME TO "writers";
PRAGMA legacy_alter_table = OFF;
