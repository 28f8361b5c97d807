// Loaded into a process before anything else (`node --require`). Has SQLite move its write-ahead log
// into the database every twenty pages, which it otherwise does every thousand.
const { DatabaseSync } = require("node:sqlite");

const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (sql) {
  exec.call(this, sql);
  if (sql.startsWith("PRAGMA synchronous")) exec.call(this, "PRAGMA wal_autocheckpoint = 20");
};
