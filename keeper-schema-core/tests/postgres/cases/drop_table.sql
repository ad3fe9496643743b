-- upgrade
DROP TABLE "editions";
DROP TABLE "builds";
-- downgrade
CREATE SEQUENCE "builds_id_seq" AS integer START WITH 100 INCREMENT BY 5;
CREATE TABLE "builds" (
    "id" integer NOT NULL DEFAULT nextval('"builds_id_seq"'::regclass),
    "slug" varchar(255) NOT NULL,
    "follows" integer,
    CONSTRAINT "builds_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "builds_follows_fkey" FOREIGN KEY ("follows") REFERENCES "builds" ("id") DEFERRABLE INITIALLY DEFERRED
);
ALTER SEQUENCE "builds_id_seq" OWNED BY "builds"."id";
CREATE TABLE "editions" (
    "id" integer NOT NULL GENERATED ALWAYS AS IDENTITY,
    "product_id" integer,
    "slug" varchar(255) NOT NULL,
    "title" text NOT NULL,
    "mode" integer,
    "date_ended" timestamp,
    "pending_rebuild" boolean NOT NULL DEFAULT false,
    "slug_length" integer GENERATED ALWAYS AS (length(slug)) STORED,
    CONSTRAINT "editions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "editions_product_id_slug_length_key" UNIQUE ("product_id", "slug_length"),
    CONSTRAINT "editions_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products" ("id"),
    CONSTRAINT "editions_mode_check" CHECK (mode > 0),
    CONSTRAINT "editions_slug_length_check" CHECK (slug_length > 0)
);
CREATE INDEX "editions_mode_idx" ON "editions" ("mode") WHERE (mode IS NOT NULL);
CREATE UNIQUE INDEX "ix_editions_length" ON "editions" ((slug_length + 1), "title");
