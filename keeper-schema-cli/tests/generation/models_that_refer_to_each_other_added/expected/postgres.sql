CREATE TABLE "magazines" (
    "id" serial NOT NULL,
    "publisher_id" integer NOT NULL,
    "successor_id" integer,
    CONSTRAINT "magazines_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "magazines_publisher_id_fkey" FOREIGN KEY ("publisher_id") REFERENCES "publishers" ("id"),
    CONSTRAINT "magazines_successor_id_fkey" FOREIGN KEY ("successor_id") REFERENCES "magazines" ("id")
);
ALTER TABLE "publishers" ADD COLUMN "flagship_id" integer;
ALTER TABLE "publishers" ADD CONSTRAINT "publishers_flagship_id_fkey" FOREIGN KEY ("flagship_id") REFERENCES "magazines" ("id");
