ALTER TABLE "select ""; DROP TABLE books; --" RENAME COLUMN "naïve 'col; --" TO """naïve"" 'col; --"
;
-- Triggers on the table, and indexes that are in no revision, are lost here.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "_keeper_new_select ""; DROP TABLE books; --" (
    "order" INTEGER NOT NULL CONSTRAINT "select ""; DROP TABLE books; --_pkey" PRIMARY KEY,
    """naïve"" 'col; --" VARCHAR(80) NOT NULL DEFAULT 'it''s; -- "$$" \',
    "日本語.`[x]`" BIGINT,
    CONSTRAINT "用""户" UNIQUE ("日本語.`[x]`"),
    CONSTRAINT "check'""; --" CHECK ("""naïve"" 'col; --" <> 'it''s; -- "x"'
)
);
INSERT INTO "_keeper_new_select ""; DROP TABLE books; --" ("order", """naïve"" 'col; --", "日本語.`[x]`") SELECT "order", """naïve"" 'col; --", "日本語.`[x]`" FROM "select ""; DROP TABLE books; --"
;
DROP TABLE "select ""; DROP TABLE books; --"
;
ALTER TABLE "_keeper_new_select ""; DROP TABLE books; --" RENAME TO "select ""; DROP TABLE books; --"
;
CREATE INDEX "group by" ON "select ""; DROP TABLE books; --" ("""naïve"" 'col; --")
;
PRAGMA legacy_alter_table = OFF;
