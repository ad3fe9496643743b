//! Objects of every kind, and all that can be told of them.

/// Views of several kinds, and what else reads a column.
pub(super) const OBJECTS: &str = r#"
[[upgrade]]
op = "create_schema"
schema = "Shop s"

[[upgrade]]
op = "create_table"
table = "editions"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "slug", type = "varchar(10)" },
    { name = "number", type = "integer", null = true },
]
primary_key = { name = "editions_pkey", columns = ["id"] }

[[upgrade]]
op = "create_object"
kind = "view"
schema = "Shop s"
name = "Live ones"
definition = { postgres = 'CREATE VIEW "Shop s"."Live ones" AS SELECT id, slug AS "The slug", number FROM public.editions' }

[[upgrade]]
op = "create_object"
kind = "materialized_view"
name = "counts"
definition = { postgres = 'CREATE MATERIALIZED VIEW counts AS SELECT "The slug" AS slug, count(*) FROM "Shop s"."Live ones" GROUP BY 1; CREATE UNIQUE INDEX counts_slug ON counts (slug)' }

[[upgrade]]
op = "create_object"
kind = "function"
name = "all_counts(integer, text)"
definition = { postgres = "CREATE FUNCTION all_counts(a integer, b text DEFAULT 'x') RETURNS SETOF counts STABLE LANGUAGE sql AS 'SELECT * FROM counts'" }

[[upgrade]]
op = "create_object"
kind = "function"
name = "touch()"
definition = { postgres = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'" }

[[upgrade]]
op = "create_object"
kind = "trigger"
name = "editions_touch"
table = "editions"
definition = { postgres = "CREATE TRIGGER editions_touch BEFORE UPDATE OF slug ON editions FOR EACH ROW EXECUTE FUNCTION touch()" }

[[upgrade]]
op = "create_object"
kind = "policy"
name = "mine"
table = "editions"
definition = { postgres = "CREATE POLICY mine ON editions USING (slug IS NOT NULL)" }
"#;

pub(super) const RETYPED: &str = r#"
[[upgrade]]
op = "alter_column"
table = "editions"
column = "slug"
set = { type = "varchar(20)" }
was = { type = "varchar(10)" }
"#;

/// All that can be told of these, by a superuser.
pub(super) const TOLD: &str = r#"
CREATE ROLE owner_x; CREATE ROLE bob_x; CREATE ROLE "Odd "" x"; CREATE ROLE carol_x;
GRANT ALL ON SCHEMA public, "Shop s" TO owner_x, bob_x;
CREATE FUNCTION instead() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
COMMENT ON VIEW "Shop s"."Live ones" IS 'it''s \ a view';
COMMENT ON COLUMN "Shop s"."Live ones"."The slug" IS 'a column';
ALTER VIEW "Shop s"."Live ones" ALTER COLUMN number SET DEFAULT 7;
ALTER VIEW "Shop s"."Live ones" SET (security_invoker = true, security_barrier);
CREATE TRIGGER "in stead" INSTEAD OF INSERT ON "Shop s"."Live ones"
    FOR EACH ROW EXECUTE FUNCTION instead();
COMMENT ON TRIGGER "in stead" ON "Shop s"."Live ones" IS 'nobody''s';
CREATE RULE quiet AS ON DELETE TO "Shop s"."Live ones" DO INSTEAD NOTHING;
COMMENT ON RULE quiet ON "Shop s"."Live ones" IS 'quiet';
ALTER VIEW "Shop s"."Live ones" OWNER TO owner_x;
GRANT SELECT ON "Shop s"."Live ones" TO bob_x WITH GRANT OPTION;
GRANT UPDATE ON "Shop s"."Live ones" TO PUBLIC;
GRANT INSERT ("The slug"), UPDATE (number) ON "Shop s"."Live ones" TO "Odd "" x";
SET ROLE bob_x; GRANT SELECT ON "Shop s"."Live ones" TO carol_x; RESET ROLE;
CREATE INDEX counts_count ON counts (count DESC); COMMENT ON INDEX counts_count IS 'by hand';
COMMENT ON INDEX counts_slug IS 'ours'; COMMENT ON COLUMN counts.slug IS 'the slug';
ALTER MATERIALIZED VIEW counts ALTER COLUMN slug SET STATISTICS 55;
ALTER MATERIALIZED VIEW counts ALTER COLUMN slug SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW counts SET (fillfactor = 50);
ALTER MATERIALIZED VIEW counts CLUSTER ON counts_slug;
CREATE STATISTICS of_counts ON slug, count FROM counts; COMMENT ON STATISTICS of_counts IS 's';
REVOKE ALL ON counts FROM postgres; GRANT SELECT ON counts TO bob_x;
COMMENT ON FUNCTION all_counts IS 'f';
ALTER FUNCTION all_counts SECURITY DEFINER COST 7 SET search_path = '' SET work_mem = '5MB';
REVOKE ALL ON FUNCTION all_counts FROM PUBLIC; GRANT EXECUTE ON FUNCTION all_counts TO bob_x;
ALTER TABLE editions DISABLE TRIGGER editions_touch;
COMMENT ON TRIGGER editions_touch ON editions IS 'off'; COMMENT ON POLICY mine ON editions IS 'p';
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO carol_x;
ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO carol_x;
"#;
