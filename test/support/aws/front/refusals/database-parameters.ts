/** Parameters of PostgreSQL on RDS: AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html */

/** Those that wait for a restart. */
const static_ = new Set([
  "autovacuum_max_workers",
  "max_connections",
  "max_locks_per_transaction",
  "max_prepared_transactions",
  "max_replication_slots",
  "max_wal_senders",
  "max_worker_processes",
  "rds.logical_replication",
  "shared_buffers",
  "shared_preload_libraries",
  "track_activity_query_size",
  "wal_buffers",
]);

/** Those that take effect at once. */
const dynamic = new Set([
  "autovacuum",
  "autovacuum_analyze_scale_factor",
  "autovacuum_vacuum_scale_factor",
  "client_min_messages",
  "deadlock_timeout",
  "default_statistics_target",
  "effective_cache_size",
  "idle_in_transaction_session_timeout",
  "idle_session_timeout",
  "lock_timeout",
  "log_autovacuum_min_duration",
  "log_connections",
  "log_disconnections",
  "log_lock_waits",
  "log_min_duration_statement",
  "log_min_messages",
  "log_statement",
  "log_temp_files",
  "maintenance_work_mem",
  "password_encryption",
  "pg_stat_statements.track",
  "pgaudit.log",
  "random_page_cost",
  "rds.force_ssl",
  "rds.log_retention_period",
  "ssl_max_protocol_version",
  "ssl_min_protocol_version",
  "statement_timeout",
  "timezone",
  "track_io_timing",
  "work_mem",
]);

/** Undefined for those that are not known here. */
export function isStatic(parameter: string): boolean | undefined {
  if (static_.has(parameter)) return true;
  return dynamic.has(parameter) ? false : undefined;
}
