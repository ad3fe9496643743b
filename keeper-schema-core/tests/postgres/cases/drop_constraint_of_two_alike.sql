-- upgrade
CREATE TABLE "shelves" (
    "id" integer NOT NULL,
    "size" integer NOT NULL,
    "above" integer,
    CONSTRAINT "shelves_pkey" PRIMARY KEY ("id") INCLUDE ("size"),
    CONSTRAINT "shelves_id_key" UNIQUE ("id"),
    CONSTRAINT "shelves_above_fkey" FOREIGN KEY ("above") REFERENCES "shelves" ("id")
);
ALTER TABLE "shelves" ADD CONSTRAINT "shelves_id_too_key" UNIQUE ("id");
ALTER TABLE "shelves" DROP CONSTRAINT "shelves_above_fkey";
ALTER TABLE "shelves" ALTER COLUMN "size" TYPE bigint;
ALTER TABLE "shelves" ADD CONSTRAINT "shelves_above_fkey" FOREIGN KEY ("above") REFERENCES "shelves" ("id");
ALTER TABLE "shelves" DROP CONSTRAINT "shelves_above_fkey";
ALTER TABLE "shelves" DROP CONSTRAINT "shelves_pkey";
ALTER TABLE "shelves" ADD CONSTRAINT "shelves_above_fkey" FOREIGN KEY ("above") REFERENCES "shelves" ("id");
ALTER TABLE "shelves" DROP CONSTRAINT "shelves_above_fkey";
ALTER TABLE "shelves" DROP CONSTRAINT "shelves_id_key";
ALTER TABLE "shelves" ADD CONSTRAINT "shelves_above_fkey" FOREIGN KEY ("above") REFERENCES "shelves" ("id");
-- downgrade
ALTER TABLE "shelves" ADD CONSTRAINT "shelves_id_key" UNIQUE ("id");
ALTER TABLE "shelves" ADD CONSTRAINT "shelves_pkey" PRIMARY KEY ("id") INCLUDE ("size");
ALTER TABLE "shelves" DROP CONSTRAINT "shelves_above_fkey";
ALTER TABLE "shelves" ALTER COLUMN "size" TYPE integer;
ALTER TABLE "shelves" ADD CONSTRAINT "shelves_above_fkey" FOREIGN KEY ("above") REFERENCES "shelves" ("id");
DROP TABLE "shelves";
