-- Lines "rows<TAB>table<TAB>count". Partitions count with their table; what an extension brings is restored by it.
SELECT format('SELECT ''rows'', %L, count(*) FROM %s %I.%I', nspname || '.' || relname,
  CASE relkind WHEN 'r' THEN 'ONLY' END, nspname, relname)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p') AND NOT relispartition AND relpersistence <> 't'
  AND nspname <> 'information_schema' AND nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
ORDER BY nspname, relname \gexec
