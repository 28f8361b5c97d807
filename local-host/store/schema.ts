/** Changes whenever the tables below do; MIGRATIONS then says how an older file gets there. */
export const SCHEMA_VERSION = 2;

const ENTITY_INDEXES = `
CREATE INDEX entities_by_creation ON entities (created_at, instance_id) WHERE is_present = 1;
CREATE INDEX entities_by_instance ON entities (instance_id) WHERE is_present = 1;
`;

/** The tables. What is finished costs no start: only messages, work and timers are read then. */
export const SCHEMA = `
CREATE TABLE instances (
  instance_id TEXT PRIMARY KEY,
  execution_id TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT,
  status TEXT NOT NULL,
  input TEXT,
  custom_status TEXT,
  output TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  parent TEXT
) STRICT;
CREATE INDEX instances_by_creation ON instances (created_at, instance_id);
CREATE INDEX instances_by_status ON instances (status, created_at, instance_id);

-- One row a turn: the events that it added, as a JSON array.
CREATE TABLE history (
  instance_id TEXT NOT NULL,
  turn INTEGER NOT NULL,
  events TEXT NOT NULL,
  PRIMARY KEY (instance_id, turn)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
  target TEXT NOT NULL,
  id INTEGER NOT NULL,
  execution_id TEXT,
  event TEXT NOT NULL,
  PRIMARY KEY (target, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE work (
  id INTEGER PRIMARY KEY,
  instance_id TEXT NOT NULL,
  execution_id TEXT NOT NULL,
  task_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  input TEXT NOT NULL
) STRICT;

CREATE TABLE timers (
  id INTEGER PRIMARY KEY,
  due_at INTEGER NOT NULL,
  target TEXT NOT NULL,
  execution_id TEXT,
  event TEXT NOT NULL
) STRICT;
CREATE INDEX timers_by_time ON timers (due_at, id);
CREATE INDEX timers_by_target ON timers (target);

CREATE TABLE entities (
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  is_present INTEGER NOT NULL,
  state TEXT,
  lock TEXT,
  last_operation_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL DEFAULT 0,
  instance_id TEXT AS ('@' || name || '@' || key) VIRTUAL,
  PRIMARY KEY (name, key)
) STRICT, WITHOUT ROWID;
${ENTITY_INDEXES}

CREATE TABLE timer_statuses (function_name TEXT PRIMARY KEY, status TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** What makes a file of one version one of the next. */
export const MIGRATIONS: ReadonlyMap<number, string> = new Map([
  [
    1,
    `ALTER TABLE entities ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE entities ADD COLUMN instance_id TEXT AS ('@' || name || '@' || key) VIRTUAL;
     UPDATE entities SET created_at = last_operation_at;
     ${ENTITY_INDEXES}`,
  ],
]);
