CREATE TABLE "select ""; DROP TABLE books; --" (
    "order" serial NOT NULL,
    "naïve 'col; --" text NOT NULL DEFAULT 'it''s; -- "$$" \',
    "日本語.`[x]`" integer,
    CONSTRAINT "select ""; DROP TABLE books; --_pkey" PRIMARY KEY ("order"),
    CONSTRAINT "用""户" UNIQUE ("日本語.`[x]`"),
    CONSTRAINT "check'""; --" CHECK ("naïve 'col; --" <> 'it''s; -- "x"'
)
);
COMMENT ON TABLE "select ""; DROP TABLE books; --" IS 'a '' and a " and a \ and $$'
;
CREATE INDEX "group by" ON "select ""; DROP TABLE books; --" ("naïve 'col; --")
;
ALTER TABLE "books" ADD COLUMN "ta""b;le'" text DEFAULT '''); DROP TABLE books; --'
;
