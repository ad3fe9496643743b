CREATE SCHEMA "audit";
CREATE TABLE "audit"."entries" (
    "id" serial NOT NULL,
    "what" text NOT NULL,
    CONSTRAINT "entries_pkey" PRIMARY KEY ("id")
);
