CREATE TABLE "select ""; DROP TABLE books; --" (
    "order" INTEGER NOT NULL CONSTRAINT "select ""; DROP TABLE books; --_pkey" PRIMARY KEY,
    "naïve 'col; --" TEXT NOT NULL DEFAULT 'it''s; -- "$$" \',
    "日本語.`[x]`" INTEGER,
    CONSTRAINT "用""户" UNIQUE ("日本語.`[x]`"),
    CONSTRAINT "check'""; --" CHECK ("naïve 'col; --" <> 'it''s; -- "x"'
)
);
CREATE INDEX "group by" ON "select ""; DROP TABLE books; --" ("naïve 'col; --")
;
ALTER TABLE "books" ADD COLUMN "ta""b;le'" TEXT DEFAULT '''); DROP TABLE books; --'
;
