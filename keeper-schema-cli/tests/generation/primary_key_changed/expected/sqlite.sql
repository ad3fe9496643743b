-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_loans" (
    "book_id" INTEGER NOT NULL,
    "reader_id" INTEGER NOT NULL,
    "copy" INTEGER NOT NULL,
    CONSTRAINT "loans_pkey" PRIMARY KEY ("book_id", "reader_id", "copy")
);
INSERT INTO "_keeper_new_loans" ("book_id", "reader_id", "copy") SELECT "book_id", "reader_id", "copy" FROM "loans";
DROP TABLE "loans";
ALTER TABLE "_keeper_new_loans" RENAME TO "loans";
PRAGMA legacy_alter_table = OFF;
