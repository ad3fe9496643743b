//! All of a database that objects and what they were told are, as text.

use std::process::Command;

use crate::sandbox::{DECLARED, Sandbox};

/// For servers that are newer than `pg_dump`.
const FACTS: &str = "
    SELECT concat_ws(' ', relname, relkind, relowner::regrole, reloptions, relispopulated, relacl)
    FROM pg_class WHERE oid >= 16384 AND relkind IN ('v', 'm', 'i')
    UNION ALL SELECT concat_ws(' ', attrelid::regclass, attname, attacl, attstattarget, attstorage)
        FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0
    UNION ALL SELECT concat_ws(' ', pg_get_functiondef(oid), proowner::regrole, proacl)
        FROM pg_proc WHERE oid >= 16384 AND prokind <> 'a'
    UNION ALL SELECT concat_ws(' ', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger
        WHERE NOT tgisinternal
    UNION ALL SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE oid >= 16384
    UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indexrelid >= 16384
    UNION ALL SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
    UNION ALL SELECT concat_ws(' ', adrelid::regclass, pg_get_expr(adbin, adrelid)) FROM pg_attrdef
    UNION ALL SELECT concat_ws(' ', pg_describe_object(classoid, objoid, objsubid), description)
        FROM pg_description WHERE objoid >= 16384
    ORDER BY 1";

/// The schema as `pg_dump` writes it, or psql where the server is newer than that.
pub(super) fn dump(sandbox: &Sandbox) -> String {
    let dump = Command::new("pg_dump")
        .args(["--schema-only", "--dbname", sandbox.database.url()])
        .output()
        .expect("`pg_dump` runs");
    if dump.status.success() {
        let text = String::from_utf8_lossy(&dump.stdout);
        // Newer ones fence their output off by a random word.
        let lines = text.lines().filter(|line| !line.contains("restrict "));
        return lines.collect::<Vec<_>>().join("\n");
    }
    let said = String::from_utf8_lossy(&dump.stderr).into_owned();
    assert!(said.contains("server version mismatch"), "{said}");
    [sandbox.database.run(DECLARED), sandbox.database.run(FACTS)]
        .concat()
        .join("\n")
}
