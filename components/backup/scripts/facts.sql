-- What a restored backup has to have in common with its database: lines "rows<TAB>table<TAB>count" and
-- "schema<TAB>object". No expressions: Postgres may write them in another way after a restore. Not what an extension
-- brings: it brings it again. Not the parts of partitioned tables: their rows count with their table.
\set ours 'nspname <> ''information_schema'' AND nspname !~ ''^pg_'''
\set own 'NOT EXISTS (SELECT FROM pg_depend WHERE deptype = ''e'' AND (classid, objid) ='

SELECT format('SELECT ''rows'', %L, count(*) FROM %s %I.%I', nspname || '.' || relname,
  CASE relkind WHEN 'r' THEN 'ONLY' END, nspname, relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p') AND NOT relispartition AND relpersistence <> 't'
  AND :ours AND :own ('pg_class'::regclass, c.oid))
ORDER BY nspname, relname \gexec

SELECT 'schema', format('column %s.%s.%s %s%s%s%s%s', nspname, relname, attname, format_type(atttypid, atttypmod),
  CASE WHEN attnotnull THEN ' not null' END, CASE WHEN atthasdef THEN ' default' END, attidentity, attgenerated)
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm', 'c', 'f') AND relpersistence <> 't'
  AND :ours AND :own ('pg_class'::regclass, c.oid))

-- One that was interrupted is no index yet, and is not dumped.
UNION ALL
SELECT 'schema', format('%sindex %s on %s (%s)%s', CASE WHEN indisunique THEN 'unique ' END, relname,
  indrelid::regclass, (
    SELECT string_agg(coalesce(attname, 'expression'), ', ' ORDER BY place)
    FROM unnest(indkey) WITH ORDINALITY AS key (number, place)
    LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = number AND number > 0
  ), CASE WHEN indpred IS NOT NULL THEN ' of some rows' END)
FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE indisvalid AND indislive AND relpersistence <> 't' AND :ours AND :own ('pg_class'::regclass, indrelid))

UNION ALL
SELECT 'schema', format('constraint %s on %s (%s)%s%s', conname, conrelid::regclass, (
    SELECT string_agg(attname, ', ' ORDER BY place) FROM unnest(conkey) WITH ORDINALITY AS key (number, place)
    JOIN pg_attribute ON attrelid = conrelid AND attnum = number
  ), CASE WHEN confrelid <> 0 THEN ' references ' || confrelid::regclass END,
  CASE WHEN NOT convalidated THEN ' not valid' END)
FROM pg_constraint JOIN pg_class c ON c.oid = conrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE contype IN ('c', 'f', 'p', 'u', 'x') AND conparentid = 0 AND relpersistence <> 't'
  AND :ours AND :own ('pg_class'::regclass, conrelid))

UNION ALL
SELECT 'schema', format('trigger %s on %s %s', tgname, tgrelid::regclass, tgenabled)
FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE NOT tgisinternal AND tgparentid = 0 AND :ours AND :own ('pg_class'::regclass, tgrelid))

UNION ALL
SELECT 'schema', format('function %s.%s(%s) %s', nspname, proname, pg_get_function_identity_arguments(p.oid), md5(prosrc))
FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
WHERE :ours AND :own ('pg_proc'::regclass, p.oid))

UNION ALL
SELECT 'schema', format('type %s.%s %s', nspname, typname, CASE typtype
  WHEN 'd' THEN format_type(typbasetype, typtypmod)
  ELSE (SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid) END)
FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace
WHERE typtype IN ('d', 'e') AND :ours AND :own ('pg_type'::regclass, t.oid))

UNION ALL
SELECT 'schema', format('sequence %s.%s', nspname, relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind = 'S' AND relpersistence <> 't' AND :ours AND :own ('pg_class'::regclass, c.oid))

UNION ALL
SELECT 'schema', format('policy %s on %s', polname, polrelid::regclass) FROM pg_policy
UNION ALL
SELECT 'schema', format('extension %s', extname) FROM pg_extension
ORDER BY 2;
