-- upgrade
CREATE TABLE "orders" (
    "id" integer NOT NULL,
    "part" integer NOT NULL,
    "of" integer,
    "of_part" integer,
    "note" text COLLATE "C",
    "product_id" integer,
    "twice" integer GENERATED ALWAYS AS (id * 2) STORED,
    CONSTRAINT "orders_pkey" PRIMARY KEY ("id", "part") INCLUDE ("note"),
    CONSTRAINT "orders_note_key" UNIQUE NULLS NOT DISTINCT ("note") INCLUDE ("id"),
    CONSTRAINT "orders_part_key" UNIQUE ("part", "note") DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT "orders_of_fkey" FOREIGN KEY ("of", "of_part") REFERENCES "orders" ("id", "part") MATCH FULL ON DELETE SET NULL ("of") ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "orders_part_check" CHECK (part > 0 OR note = '--'
) NO INHERIT
);
ALTER TABLE "orders" ADD CONSTRAINT "orders_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products" ("id") ON DELETE RESTRICT ON UPDATE SET DEFAULT NOT VALID;
ALTER TABLE "orders" ADD CONSTRAINT "orders_id_check" CHECK (id > 0 -- always
) NOT VALID;
-- downgrade
DROP TABLE "orders";
