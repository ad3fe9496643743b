ALTER TABLE "authors" RENAME TO "writers";
ALTER TABLE "writers" RENAME COLUMN "name" TO "full_name";
ALTER TABLE "writers"
    ALTER COLUMN "full_name" TYPE varchar(80),
    ALTER COLUMN "full_name" DROP NOT NULL;
ALTER TABLE "writers" ADD CONSTRAINT "writers_full_name_key" UNIQUE ("full_name");
