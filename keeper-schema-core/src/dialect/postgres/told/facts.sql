-- $1 has a row for each object: kind, schema, table, name, and sixth what the table is called later.
WITH asked AS (
    SELECT $1[i][1] AS kind, $1[i][2] AS schema, $1[i][4] AS name, $1[i][6] AS later,
        concat(quote_ident($1[i][2]) || '.', quote_ident(coalesce($1[i][3], $1[i][4]))) AS relation,
        concat_ws(' ', $1[i][1], quote_ident($1[i][2]), quote_ident(coalesce($1[i][6], $1[i][3])),
            quote_ident($1[i][4])) AS object
    FROM generate_subscripts($1, 1) AS i
), relation AS (
    SELECT a.object, c.*, c.oid::regclass::text AS said,
        CASE c.relkind WHEN 'v' THEN 'VIEW ' ELSE 'MATERIALIZED VIEW ' END || c.oid::regclass
            AS target
    FROM asked a JOIN pg_class c ON c.oid = to_regclass(a.relation)
    WHERE a.kind IN ('view', 'materialized_view') AND c.relkind IN ('v', 'm')
), relation_column AS (
    SELECT r.object, r.relowner, r.relkind, r.said, r.target, a.*,
        format('ALTER %s ALTER COLUMN %I', r.target, a.attname) AS alter_column
    FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid
    WHERE a.attnum > 0 AND NOT a.attisdropped
), relation_index AS (
    SELECT r.object, r.relowner, r.said, r.target, i.indexrelid, i.indisclustered, x.relname,
        x.oid::regclass AS index
    FROM relation r JOIN pg_index i ON i.indrelid = r.oid JOIN pg_class x ON x.oid = i.indexrelid
    WHERE i.indisvalid
), relation_statistics AS (
    SELECT r.object, r.relowner, r.said, s.*, format('%I.%I', n.nspname, s.stxname) AS target
    FROM relation r JOIN pg_statistic_ext s ON s.stxrelid = r.oid
    JOIN pg_namespace n ON n.oid = s.stxnamespace
), routine AS (
    -- Of two of a name, one that stays has the same facts later.
    SELECT a.object, p.*, CASE count(*) OVER (PARTITION BY p.proname, p.pronamespace)
            WHEN 1 THEN p.oid::regproc::text ELSE p.oid::regprocedure::text END AS said
    FROM asked a JOIN pg_proc p ON p.proname = a.name
    WHERE a.kind IN ('function', 'procedure') AND CASE WHEN a.schema IS NULL
        THEN pg_function_is_visible(p.oid) ELSE p.pronamespace = to_regnamespace(
            quote_ident(a.schema)) END
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass
        AND e.objid = p.oid AND e.deptype = 'e')
), own_trigger AS (
    SELECT a.object, t.*, p.tgenabled AS above, c.relowner, CASE
            WHEN t.tgparentid = 0 AND a.later IS NOT NULL
            THEN left(t.tgrelid::regclass::text, -length(quote_ident(c.relname)))
                || quote_ident(a.later)
            ELSE t.tgrelid::regclass::text END AS said
    FROM asked a JOIN pg_trigger t ON t.tgname = a.name AND NOT t.tgisinternal
    JOIN pg_class c ON c.oid = t.tgrelid LEFT JOIN pg_trigger p ON p.oid = t.tgparentid
    WHERE a.kind = 'trigger' AND (t.tgrelid = to_regclass(a.relation) OR t.tgparentid <> 0
        AND to_regclass(a.relation) IN (SELECT pg_partition_ancestors(t.tgrelid)))
), other_trigger AS (
    SELECT r.object, t.*, r.relowner, r.said FROM relation r JOIN pg_trigger t ON t.tgrelid = r.oid
    WHERE NOT t.tgisinternal AND t.oid NOT IN (SELECT oid FROM own_trigger)
), policy AS (
    SELECT a.object, p.oid, p.polname, c.relowner,
        left(c.oid::regclass::text, -length(quote_ident(c.relname)))
            || quote_ident(coalesce(a.later, c.relname)) AS said
    FROM asked a JOIN pg_policy p ON p.polname = a.name AND p.polrelid = to_regclass(a.relation)
    JOIN pg_class c ON c.oid = p.polrelid
    WHERE a.kind = 'policy'
), whole AS (
    -- All that comments, labels and extensions can be said of.
    SELECT object, relowner AS owner, 'pg_class'::regclass AS class, oid, 0 AS part, target
    FROM relation
    UNION ALL
    SELECT object, relowner, 'pg_class'::regclass, attrelid, attnum,
        format('COLUMN %s.%I', said, attname)
    FROM relation_column
    UNION ALL
    SELECT object, relowner, 'pg_class'::regclass, indexrelid, 0, 'INDEX ' || index
    FROM relation_index
    UNION ALL
    SELECT object, relowner, 'pg_statistic_ext'::regclass, oid, 0, 'STATISTICS ' || target
    FROM relation_statistics
    UNION ALL
    SELECT object, proowner, 'pg_proc'::regclass, oid, 0, 'ROUTINE ' || said FROM routine
    UNION ALL
    SELECT object, relowner, 'pg_trigger'::regclass, oid, 0,
        format('TRIGGER %I ON %s', tgname, said)
    FROM own_trigger
    UNION ALL
    SELECT object, relowner, 'pg_trigger'::regclass, oid, 0,
        format('TRIGGER %I ON %s', tgname, said)
    FROM other_trigger
    UNION ALL
    SELECT object, relowner, 'pg_policy'::regclass, oid, 0, format('POLICY %I ON %s', polname, said)
    FROM policy
    UNION ALL
    SELECT r.object, r.relowner, 'pg_rewrite'::regclass, w.oid, 0,
        format('RULE %I ON %s', w.rulename, r.said)
    FROM relation r JOIN pg_rewrite w ON w.ev_class = r.oid
), privilege AS (
    SELECT r.object, r.relowner AS owner, 'TABLE ' || r.said AS on_what, '' AS column, a.*
    FROM relation r, aclexplode(coalesce(r.relacl, acldefault('r', r.relowner)))
        WITH ORDINALITY AS a
    UNION ALL
    SELECT r.object, r.relowner, 'TABLE ' || r.said, format(' (%I)', r.attname), a.*
    FROM relation_column r, aclexplode(r.attacl) WITH ORDINALITY AS a
    UNION ALL
    SELECT r.object, r.proowner, 'ROUTINE ' || r.said, '', a.*
    FROM routine r, aclexplode(coalesce(r.proacl, acldefault('f', r.proowner)))
        WITH ORDINALITY AS a
), fact (object, rank, place, subject, said, unsaid, owner, grantor, words, forgiven) AS (
    SELECT object, 0, 0::bigint, 'owner of ' || target,
        format('ALTER %s OWNER TO %s', target, relowner::regrole),
        format('GRANT ALL ON TABLE %s TO %s WITH GRANT OPTION', said, relowner::regrole),
        relowner, NULL::oid, '{}'::text[], 'role'
    FROM relation
    UNION ALL
    SELECT object, 0, 0, 'owner of ROUTINE ' || said,
        format('ALTER ROUTINE %s OWNER TO %s', said, proowner::regrole),
        format('GRANT ALL ON ROUTINE %s TO %s WITH GRANT OPTION', said, proowner::regrole),
        proowner, NULL, '{}', 'role'
    FROM routine
    UNION ALL
    SELECT object, 1, 0, 'rows of ' || target, 'REFRESH ' || target, NULL, relowner, NULL,
        '{create}', 'role'
    FROM relation WHERE relkind = 'm' AND relispopulated
    UNION ALL
    SELECT r.object, 2, o.place, format('option %s of %s', o.name, r.target),
        format('ALTER %s SET (%I = %L)', r.target, o.name, o.value), NULL, r.relowner, NULL,
        ARRAY[o.name], ''
    FROM relation r, pg_options_to_table(r.reloptions)
        WITH ORDINALITY AS o (name, value, place)
    UNION ALL
    SELECT r.object, 2, 0, 'tablespace of ' || r.target,
        format('ALTER %s SET TABLESPACE %I', r.target, s.spcname), NULL, r.relowner, NULL,
        '{tablespace}', 'role'
    FROM relation r JOIN pg_tablespace s ON s.oid = r.reltablespace
    UNION ALL
    SELECT c.object, 3, 0, format('default of %s.%I', c.said, c.attname),
        format('%s SET DEFAULT %s', c.alter_column, pg_get_expr(d.adbin, d.adrelid)), NULL,
        c.relowner, NULL, '{}', 'column'
    FROM relation_column c JOIN pg_attrdef d ON d.adrelid = c.attrelid AND d.adnum = c.attnum
    WHERE c.relkind = 'v'
    UNION ALL
    SELECT object, 3, 0, format('statistics of %s.%I', said, attname),
        format('%s SET STATISTICS %s', alter_column, attstattarget), NULL, relowner, NULL, '{}',
        'role column'
    FROM relation_column WHERE relkind = 'm' AND attstattarget >= 0
    UNION ALL
    SELECT c.object, 3, 0, format('storage of %s.%I', c.said, c.attname),
        format('%s SET STORAGE %s', c.alter_column, CASE c.attstorage WHEN 'p' THEN 'PLAIN'
            WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END), NULL, c.relowner,
        NULL, '{}', 'role column type'
    FROM relation_column c JOIN pg_type t ON t.oid = c.atttypid
    WHERE c.relkind = 'm' AND c.attstorage <> t.typstorage
    UNION ALL
    -- From version 14 on.
    SELECT object, 3, 0, format('compression of %s.%I', said, attname),
        format('%s SET COMPRESSION %s', alter_column, CASE compression WHEN 'p' THEN 'pglz'
            ELSE 'lz4' END), NULL, relowner, NULL, '{}', 'role column type'
    FROM (SELECT *, to_jsonb(c) ->> 'attcompression' AS compression FROM relation_column c) AS c
    WHERE relkind = 'm' AND compression IN ('p', 'l')
    UNION ALL
    SELECT c.object, 3, 0, format('option %s of %s.%I', o.option_name, c.said, c.attname),
        format('%s SET (%I = %L)', c.alter_column, o.option_name, o.option_value), NULL, c.relowner,
        NULL, '{}', 'role column'
    FROM relation_column c, pg_options_to_table(c.attoptions) AS o
    UNION ALL
    SELECT object, 4, 0, 'index ' || index, pg_get_indexdef(indexrelid), 'DROP INDEX ' || index,
        relowner, NULL, ARRAY[relname::text], 'column'
    FROM relation_index
    UNION ALL
    SELECT object, 4, 0, 'statistics ' || target, pg_get_statisticsobjdef(oid),
        'DROP STATISTICS ' || target, relowner, NULL, ARRAY[stxname::text], 'column'
    FROM relation_statistics
    UNION ALL
    SELECT object, 5, 0, 'target of statistics ' || target,
        format('ALTER STATISTICS %s SET STATISTICS %s', target, stxstattarget), NULL, relowner,
        NULL, '{}', 'role object'
    FROM relation_statistics WHERE stxstattarget >= 0
    UNION ALL
    SELECT object, 5, 0, 'owner of statistics ' || target,
        format('ALTER STATISTICS %s OWNER TO %s', target, stxowner::regrole), NULL, relowner,
        NULL, '{}', 'role object'
    FROM relation_statistics WHERE stxowner <> relowner
    UNION ALL
    SELECT object, 5, 0, 'clustering of ' || target,
        format('ALTER %s CLUSTER ON %I', target, relname), NULL, relowner, NULL, '{}',
        'role object'
    FROM relation_index WHERE indisclustered
    UNION ALL
    SELECT i.object, 5, 0, format('statistics of %s, column %s', i.index, a.attnum),
        format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s', i.index, a.attnum,
            a.attstattarget), NULL, i.relowner, NULL, '{}', 'role object'
    FROM relation_index i JOIN pg_attribute a ON a.attrelid = i.indexrelid
    WHERE a.attstattarget >= 0
    UNION ALL
    SELECT r.object, 6, 0, format('rule %I on %s', w.rulename, r.said),
        rtrim(pg_get_ruledef(w.oid), ';'), format('DROP RULE %I ON %s', w.rulename, r.said),
        r.relowner, NULL, ARRAY[w.rulename::text], ''
    FROM relation r JOIN pg_rewrite w ON w.ev_class = r.oid
    WHERE w.rulename <> '_RETURN'
    UNION ALL
    SELECT object, 6, 0, format('trigger %I on %s', tgname, said), pg_get_triggerdef(oid),
        format('DROP TRIGGER %I ON %s', tgname, said), relowner, NULL, ARRAY[tgname::text], ''
    FROM other_trigger
    UNION ALL
    -- Those of partitions after that of the table.
    SELECT object, 7, (SELECT count(*) FROM pg_partition_ancestors(tgrelid)),
        format('state of trigger %I on %s', tgname, said),
        format('ALTER TABLE %s %s TRIGGER %I', said, CASE tgenabled WHEN 'D' THEN 'DISABLE'
            WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE' END, tgname),
        NULL, relowner, NULL, '{}', ''
    FROM own_trigger WHERE tgenabled <> 'O' OR above <> 'O'
    UNION ALL
    SELECT object, 7, 0, 'security of ' || said,
        format('ALTER ROUTINE %s SECURITY %s', said, CASE WHEN prosecdef THEN 'DEFINER'
            ELSE 'INVOKER' END), NULL, proowner, NULL, '{create}', ''
    FROM routine WHERE prokind <> 'a'
    UNION ALL
    SELECT object, 7, 0, format('setting %s of %s', name, said),
        format('ALTER ROUTINE %s SET %s TO %s', said, name, CASE
            WHEN value = '""' THEN quote_literal('')
            WHEN name IN ('search_path', 'temp_tablespaces', 'session_preload_libraries',
                'local_preload_libraries') THEN value
            ELSE quote_literal(value) END), NULL, proowner, NULL, '{create}', 'role'
    FROM (SELECT r.*, split_part(setting, '=', 1) AS name,
            substr(setting, strpos(setting, '=') + 1) AS value
        FROM routine r, unnest(r.proconfig) AS setting) AS r
    UNION ALL
    SELECT object, 7, 0, format('attribute %s of %s', number, said),
        format('ALTER ROUTINE %s %s', said, attribute), NULL, proowner, NULL, '{create}', 'role'
    FROM routine, unnest(ARRAY[
        CASE provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' ELSE 'VOLATILE' END,
        CASE WHEN proisstrict THEN 'STRICT' ELSE 'CALLED ON NULL INPUT' END,
        CASE WHEN proleakproof THEN 'LEAKPROOF' ELSE 'NOT LEAKPROOF' END,
        'PARALLEL ' || CASE proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED'
            ELSE 'UNSAFE' END,
        'COST ' || procost, CASE WHEN proretset THEN 'ROWS ' || prorows END])
        WITH ORDINALITY AS a (attribute, number)
    WHERE prokind IN ('f', 'w') AND attribute IS NOT NULL
    UNION ALL
    SELECT w.object, 8, 0, format('extension %s of %s', x.extname, w.target),
        format('ALTER %s DEPENDS ON EXTENSION %I', w.target, x.extname), NULL, w.owner, NULL, '{}',
        'role object'
    FROM whole w JOIN pg_depend d ON d.classid = w.class AND d.objid = w.oid
        AND d.objsubid = w.part AND d.deptype = 'x'
    JOIN pg_extension x ON x.oid = d.refobjid
    UNION ALL
    SELECT w.object, 9, 0, 'comment on ' || w.target,
        format('COMMENT ON %s IS %L', w.target, d.description), NULL, w.owner, NULL, '{}',
        'role column object'
    FROM whole w JOIN pg_description d ON d.classoid = w.class AND d.objoid = w.oid
        AND d.objsubid = w.part
    UNION ALL
    SELECT w.object, 9, 0, format('label of %s for %s', w.target, l.provider),
        format('SECURITY LABEL FOR %I ON %s IS %L', l.provider, w.target, l.label), NULL, w.owner,
        NULL, '{}', 'role column object'
    FROM whole w JOIN pg_seclabel l ON l.classoid = w.class AND l.objoid = w.oid
        AND l.objsubid = w.part
    UNION ALL
    SELECT object, 10, ordinality, format('privilege %s%s of %s by %s%s on %s', privilege_type,
            "column", CASE WHEN grantee = owner THEN 'its owner' ELSE grantee::text END,
            CASE WHEN grantor = owner THEN 'its owner' ELSE grantor::text END, may_grant, on_what),
        format('GRANT %s%s ON %s TO %s%s', privilege_type, "column", on_what, whom, may_grant),
        format('REVOKE %s%s ON %s FROM %s CASCADE', privilege_type, "column", on_what, whom), owner,
        nullif(grantor, owner), '{}', 'role column'
    FROM (SELECT *, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS whom,
            CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS may_grant
        FROM privilege) AS p
)
SELECT coalesce(jsonb_agg(jsonb_build_object('object', object, 'rank', rank, 'place', place,
    'subject', subject, 'fact', CASE rank WHEN 10 THEN subject ELSE said END, 'said', said,
    'unsaid', unsaid, 'owner', pg_get_userbyid(owner), 'grantor', pg_get_userbyid(grantor), 'words', words,
    'forgiven', forgiven)), '[]')
FROM fact
