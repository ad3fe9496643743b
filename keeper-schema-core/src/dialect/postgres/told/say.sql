    facts CONSTANT text := nullif(current_setting('keeper_schema.facts', true), '');
    remembered CONSTANT jsonb := nullif(current_setting('keeper_schema.told', true), '');
    own_role CONSTANT text := current_setting('role');
    present jsonb;
    due record;
    reason text;
    at_last text[] := '{}';
    unsaid text[] := nullif(current_setting('keeper_schema.unsaid', true), '');
BEGIN
    IF remembered IS NULL THEN
        unsaid := array_append(unsaid, 'what objects were told beside their statements is not '
            'known any more: this session is not the one that dropped them');
        RAISE WARNING '%', unsaid[cardinality(unsaid)];
        PERFORM set_config('keeper_schema.unsaid', unsaid::text, false);
        RETURN;
    END IF;
    -- Owners first: what others may do is said by the owner.
    FOR round IN 0..1 LOOP
        EXECUTE facts INTO present USING objects;
        FOR due IN
            WITH asked AS (
                -- The words are those of a statement that is another now.
                SELECT concat_ws(' ', objects[i][1], quote_ident(objects[i][2]),
                        quote_ident(objects[i][3]), quote_ident(objects[i][4])) AS object,
                    objects[i][5]::text[] AS governed
                FROM generate_subscripts(objects, 1) AS i
            ), is_to_be AS (
                SELECT a.governed, t.* FROM asked a JOIN jsonb_to_recordset(remembered)
                    AS t (object text, rank int, place bigint, subject text, fact text, said text,
                        unsaid text, owner text, grantor text, words text[], forgiven text)
                    ON t.object = a.object
                WHERE (t.rank > 0)::int = round
            ), is_so AS (
                SELECT a.governed, t.* FROM asked a JOIN jsonb_to_recordset(present)
                    AS t (object text, rank int, place bigint, subject text, fact text, said text,
                        unsaid text, owner text, grantor text, words text[], forgiven text)
                    ON t.object = a.object
                WHERE (t.rank > 0)::int = round
            )
            SELECT 0 AS step, s.rank, s.place, s.subject, s.unsaid AS sql, NULL AS otherwise,
                s.owner, s.grantor, s.forgiven
            FROM is_so s
            WHERE round = 1 AND s.unsaid IS NOT NULL
            AND (s.governed IS NULL OR NOT s.words && s.governed AND NOT ';' = ANY (s.governed))
            AND NOT EXISTS (SELECT FROM is_to_be t WHERE (t.object, t.fact) = (s.object, s.fact))
            AND (s.rank = 10 OR EXISTS (
                SELECT FROM is_to_be t WHERE (t.object, t.subject) = (s.object, s.subject)))
            UNION ALL
            SELECT 1, t.rank, t.place, t.subject, t.said, CASE round WHEN 0 THEN t.unsaid END,
                t.owner, t.grantor, t.forgiven
            FROM is_to_be t
            WHERE NOT EXISTS (SELECT FROM is_so s WHERE (s.object, s.fact) = (t.object, t.fact))
            AND (round = 0 OR t.governed IS NULL OR NOT t.words && t.governed AND (
                NOT ';' = ANY (t.governed) OR NOT EXISTS (
                    SELECT FROM is_so s WHERE (s.object, s.subject) = (t.object, t.subject))))
            ORDER BY 1, 2, 3, 4
        LOOP
            FOR attempt IN 1..2 LOOP
                BEGIN
                    -- As the grantor, or as whoever of us may do what the owner may.
                    PERFORM set_config('role', (CASE
                        WHEN (attempt = 1) = (due.grantor IS NULL AND pg_has_role(due.owner, 'USAGE'))
                        THEN own_role ELSE coalesce(due.grantor, due.owner) END), true);
                    EXECUTE due.sql;
                    PERFORM set_config('role', own_role, true);
                    EXIT;
                EXCEPTION WHEN OTHERS THEN
                    reason := CASE WHEN attempt = 2 AND SQLSTATE = '42501' THEN reason
                        ELSE SQLERRM END;
                    IF attempt = 1 AND SQLSTATE = '42501' THEN
                        CONTINUE;
                    ELSIF strpos(due.forgiven, (CASE SQLSTATE WHEN '42501' THEN 'role'
                        WHEN '42703' THEN 'column' WHEN '42704' THEN 'object'
                        WHEN '0A000' THEN 'type' ELSE 'nothing' END)) > 0
                    THEN
                        unsaid := array_append(unsaid,
                            format('not said again, since %s: %s', reason, due.sql));
                        RAISE WARNING '%', unsaid[cardinality(unsaid)];
                        at_last := array_append(at_last, due.otherwise);
                        EXIT;
                    ELSE
                        RAISE EXCEPTION USING ERRCODE = SQLSTATE,
                            MESSAGE = format('what was said of an object that is made again '
                                'cannot be said again: %s: %s', due.sql, reason),
                            HINT = 'Take it back before, and say it otherwise after';
                    END IF;
                END;
            END LOOP;
        END LOOP;
    END LOOP;
    FOR attempt IN 1..cardinality(at_last) LOOP
        IF at_last[attempt] IS NOT NULL THEN
            EXECUTE at_last[attempt];
        END IF;
    END LOOP;
    PERFORM set_config('keeper_schema.unsaid', coalesce(unsaid::text, ''), false);
    -- What is still to be made again is known to the end of the session.
    PERFORM set_config('keeper_schema.told', coalesce(jsonb_agg(t.fact)::text, ''), false),
        set_config('keeper_schema.facts', CASE WHEN count(*) > 0 THEN facts ELSE '' END, false)
    FROM jsonb_array_elements(remembered) AS t (fact)
    WHERE t.fact ->> 'object' NOT IN (
        SELECT concat_ws(' ', objects[i][1], quote_ident(objects[i][2]),
            quote_ident(objects[i][3]), quote_ident(objects[i][4]))
        FROM generate_subscripts(objects, 1) AS i);
END
