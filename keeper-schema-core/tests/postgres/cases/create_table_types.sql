-- upgrade
CREATE TABLE "samples" (
    "smallint" smallint NOT NULL DEFAULT -5,
    "integer" integer NOT NULL DEFAULT 0,
    "bigint" bigint NOT NULL DEFAULT 9007199254740993,
    "real" real NOT NULL DEFAULT '1.5',
    "double" double precision NOT NULL DEFAULT 2,
    "numeric" numeric,
    "price" numeric(10,2) NOT NULL DEFAULT '12345678.90',
    "varchar" varchar(3) NOT NULL DEFAULT 'it''',
    "char" char(2) NOT NULL DEFAULT '\',
    "text" text NOT NULL DEFAULT 'now()',
    "digits" text NOT NULL DEFAULT '5',
    "boolean" boolean NOT NULL DEFAULT true,
    "bytes" bytea NOT NULL DEFAULT '\x00ff5c27'::bytea,
    "date" date NOT NULL DEFAULT '2026-01-31',
    "time" time NOT NULL DEFAULT '10:00:00',
    "timestamp" timestamp NOT NULL DEFAULT (CURRENT_TIMESTAMP),
    "timestamptz" timestamptz NOT NULL DEFAULT (now() -- when it is written
),
    "interval" interval NOT NULL DEFAULT '1 day',
    "uuid" uuid NOT NULL DEFAULT (gen_random_uuid()),
    "json" json NOT NULL DEFAULT '{}',
    "jsonb" jsonb NOT NULL DEFAULT '{"a": "$$"}',
    "inet" inet NOT NULL DEFAULT '10.0.0.0/8',
    "array" integer[] NOT NULL DEFAULT '{1,2}',
    "texts" varchar(10)[] NOT NULL DEFAULT '{"a b"}',
    "enum" "mood" NOT NULL DEFAULT 'happy',
    "raw" tsvector,
    "Select ""; --" point
);
-- downgrade
DROP TABLE "samples";
