ALTER TABLE "select ""; DROP TABLE books; --" RENAME COLUMN "naïve 'col; --" TO """naïve"" 'col; --"
;
ALTER TABLE "select ""; DROP TABLE books; --"
    ALTER COLUMN """naïve"" 'col; --" DROP DEFAULT,
    ALTER COLUMN """naïve"" 'col; --" TYPE varchar(80),
    ALTER COLUMN """naïve"" 'col; --" SET DEFAULT 'it''s; -- "$$" \'
;
ALTER TABLE "select ""; DROP TABLE books; --" ALTER COLUMN "日本語.`[x]`" TYPE bigint
;
