-- upgrade
ALTER TABLE "products"
    ALTER COLUMN "code" DROP DEFAULT,
    ALTER COLUMN "code" TYPE integer USING (code::integer + 1 -- one more
),
    ALTER COLUMN "code" SET DEFAULT 1;
-- downgrade
ALTER TABLE "products"
    ALTER COLUMN "code" DROP DEFAULT,
    ALTER COLUMN "code" TYPE text USING (code - 1),
    ALTER COLUMN "code" SET DEFAULT '0';
