// Loaded into a process before anything else (`node --require`). Counts the commits of SQLite, tells
// how many there were when it is asked to, and ends the process at the one that it is told.
const { DatabaseSync } = require("node:sqlite");

let count = 0;
let last = { commit: Infinity, side: "before" };

const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (sql) {
  if (sql !== "COMMIT") return exec.call(this, sql);
  count += 1;
  if (count === last.commit && last.side === "before") process.kill(process.pid, "SIGKILL");
  const result = exec.call(this, sql);
  if (count === last.commit) process.kill(process.pid, "SIGKILL");
  return result;
};

process.on("message", ({ dieAt }) => {
  const commits = count;
  count = 0;
  last = dieAt;
  process.send({ commits });
});
