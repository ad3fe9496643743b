//! What no statement of ours says, and schemas that can go with what is in them.

use super::is_not_of_extension;

/// All that is only named, so that nobody takes it for compared.
pub(super) fn named(scope: &str) -> String {
    // Each class of the catalog, and its column of the schema.
    let classes = [
        ("pg_operator", "oprnamespace"),
        ("pg_opclass", "opcnamespace"),
        ("pg_conversion", "connamespace"),
        ("pg_ts_config", "cfgnamespace"),
        ("pg_ts_dict", "dictnamespace"),
        ("pg_ts_parser", "prsnamespace"),
        ("pg_ts_template", "tmplnamespace"),
    ];
    let mut text = format!(
        "SELECT 1008, 0, 'other', c.relnamespace, NULL, NULL, NULL,
             format('tablespace %s of %s', t.spcname, c.said), NULL, NULL, NULL, NULL
         FROM ordinary c JOIN pg_tablespace t ON t.oid = c.reltablespace
         UNION ALL
         SELECT 1008, 0, 'other', c.relnamespace, NULL, NULL, NULL,
             format('type %s of %s', c2.reloftype::regtype, c.said), NULL, NULL, NULL, NULL
         FROM ordinary c JOIN pg_class c2 ON c2.oid = c.oid AND c2.reloftype <> 0
         UNION ALL
         SELECT 1008, 0, 'other', NULL, NULL, NULL, NULL,
             format('the privileges of %s relations', count(*)), NULL, NULL, NULL, NULL
         FROM relation WHERE relacl IS NOT NULL HAVING count(*) > 0
         UNION ALL
         SELECT 1008, 0, 'other', NULL, NULL, NULL, NULL,
             format('the privileges of %s functions', count(*)), NULL, NULL, NULL, NULL
         FROM pg_proc WHERE pronamespace {scope} AND proacl IS NOT NULL HAVING count(*) > 0
         UNION ALL
         SELECT 1008, 0, 'other', NULL, NULL, NULL, NULL, 'default privileges of ' || of,
             NULL, NULL, NULL, NULL
         FROM (SELECT DISTINCT defaclrole::regrole::text AS of FROM pg_default_acl) AS defaults
         UNION ALL
         SELECT 1009, 0, 'emptied', oid, NULL, NULL, NULL, 'schema ' || quote_ident(nspname),
             'CREATE SCHEMA ' || quote_ident(nspname), 'DROP SCHEMA ' || quote_ident(nspname),
             NULL, NULL
         FROM pg_namespace n WHERE oid {scope} AND nspname <> 'public' AND NOT EXISTS (
             SELECT FROM pg_depend d
             LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
             WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid
             AND (c.relkind = 'f' OR d.classid NOT IN (
                 'pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass,
                 'pg_collation'::regclass, 'pg_statistic_ext'::regclass,
                 'pg_extension'::regclass))
             AND NOT EXISTS (
                 SELECT FROM pg_depend e WHERE e.classid = d.classid AND e.objid = d.objid
                 AND e.deptype = 'e'))
         UNION ALL
         SELECT 1008, 0, 'other', NULL, NULL, NULL, NULL, 'publication ' || pubname,
             NULL, NULL, NULL, NULL
         FROM pg_publication
         UNION ALL
         SELECT 1008, 0, 'other', NULL, NULL, NULL, NULL, 'event trigger ' || evtname,
             NULL, NULL, NULL, NULL
         FROM pg_event_trigger WHERE {event}
         UNION ALL
         SELECT 1008, 0, 'other', NULL, NULL, NULL, NULL, 'foreign server ' || srvname,
             NULL, NULL, NULL, NULL
         FROM pg_foreign_server WHERE {server}
         UNION ALL
         SELECT 1008, 0, 'other', NULL, NULL, NULL, NULL,
             format('cast from %s to %s', castsource::regtype, casttarget::regtype),
             NULL, NULL, NULL, NULL
         FROM pg_cast WHERE oid >= 16384 AND {cast}",
        event = is_not_of_extension("pg_event_trigger", "pg_event_trigger.oid"),
        server = is_not_of_extension("pg_foreign_server", "pg_foreign_server.oid"),
        cast = is_not_of_extension("pg_cast", "pg_cast.oid"),
    );
    for (class, namespace) in classes {
        text.push_str(&format!(
            " UNION ALL
              SELECT 1008, 0, 'other', NULL, NULL, NULL, NULL,
                  pg_describe_object('{class}'::regclass, oid, 0), NULL, NULL, NULL, NULL
              FROM {class} WHERE {namespace} {scope} AND {not_of}",
            not_of = is_not_of_extension(class, &format!("{class}.oid")),
        ));
    }
    text
}
