CREATE TABLE "magazines" (
    "id" INTEGER NOT NULL CONSTRAINT "magazines_pkey" PRIMARY KEY,
    "publisher_id" INTEGER NOT NULL,
    "successor_id" INTEGER,
    CONSTRAINT "magazines_publisher_id_fkey" FOREIGN KEY ("publisher_id") REFERENCES "publishers" ("id"),
    CONSTRAINT "magazines_successor_id_fkey" FOREIGN KEY ("successor_id") REFERENCES "magazines" ("id")
);
-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_publishers" (
    "id" INTEGER NOT NULL CONSTRAINT "publishers_pkey" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "flagship_id" INTEGER,
    CONSTRAINT "publishers_flagship_id_fkey" FOREIGN KEY ("flagship_id") REFERENCES "magazines" ("id")
);
INSERT INTO "_keeper_new_publishers" ("id", "name") SELECT "id", "name" FROM "publishers";
DROP TABLE "publishers";
ALTER TABLE "_keeper_new_publishers" RENAME TO "publishers";
PRAGMA legacy_alter_table = OFF;
