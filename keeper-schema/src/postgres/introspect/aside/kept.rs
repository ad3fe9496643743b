//! What a view or a function has from whoever runs the database: its owner, and who may use it.
//! Another database has other roles, so this is compared with nothing.

/// Said to an object that is made again.
pub(super) fn kept(scope: &str) -> String {
    format!(
        "SELECT 1005, 0, 'kept', namespace, of, object, object_name, 'owner of ' || target,
             format('ALTER %s OWNER TO %s', target, owner::regrole), NULL, NULL, NULL
         FROM ({HELD}) AS held WHERE owner <> current_user::regrole
         UNION ALL
         SELECT 1006, 0, 'kept', namespace, of, object, object_name,
             format('privileges on %s that are not for PUBLIC', target),
             format('REVOKE ALL ON %s FROM PUBLIC', target), NULL, NULL, NULL
         FROM ({HELD}) AS held WHERE acl IS NOT NULL AND object IN ('function', 'procedure')
         AND NOT EXISTS (SELECT FROM aclexplode(acl) AS a WHERE a.grantee = 0)
         UNION ALL
         SELECT 1007, 0, 'kept', namespace, of, object, object_name,
             format('privileges of %s on %s%s', grantee, target, may_grant),
             format('GRANT %s ON %s TO %s%s', privileges, on_what, grantee, may_grant),
             NULL, NULL, NULL
         FROM (
             SELECT namespace, of, object, object_name, target,
                 CASE WHEN object IN ('view', 'materialized_view') THEN 'TABLE ' || said
                     ELSE target END AS on_what,
                 CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee,
                 CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS may_grant,
                 string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) AS privileges
             FROM ({HELD}) AS held, aclexplode(acl) AS a
             WHERE a.grantee <> owner
             GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) AS granted",
        HELD = format_args!(
            "SELECT relnamespace AS namespace, relname::text AS of, object,
                 relname::text AS object_name, said, relowner AS owner, relacl AS acl,
                 CASE object WHEN 'view' THEN 'VIEW ' ELSE 'MATERIALIZED VIEW ' END || said
                     AS target
             FROM relation WHERE object IS NOT NULL
             UNION ALL
             SELECT p.pronamespace, NULL,
                 CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END,
                 p.proname || '(' || oidvectortypes(p.proargtypes) || ')',
                 p.oid::regprocedure::text, p.proowner, p.proacl,
                 CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END
                     || p.oid::regprocedure::text
             FROM pg_proc p WHERE p.pronamespace {scope} AND p.prokind <> 'a' AND {function}",
            function = super::is_not_of_extension("pg_proc", "p.oid")
        )
    )
}
