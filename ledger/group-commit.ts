import type { DatabaseSync } from "node:sqlite";

/** What a commit outlives: the end of the process, or the loss of power too, which takes an fsync. */
export type Outlives = "process" | "power";

interface Job {
  outlives: Outlives;
  work: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** Runs pieces of work in transactions, each promise resolving when its transaction is committed. */
export interface GroupCommit {
  /** "power" when left out. */
  run<T>(work: () => T, outlives?: Outlives): Promise<T>;
  /** Commits what waits, now. */
  flush(): void;
}

/**
 * Work that is asked for in one turn of the event loop shares one transaction, and so one fsync:
 * twenty activities of a fan-out cost what one costs. Each piece must write with a single statement:
 * when it throws, the others are committed nevertheless.
 */
export function groupCommit(database: DatabaseSync): GroupCommit {
  let waiting: Job[] = [];
  let level: Outlives = "power";

  /** In WAL mode FULL syncs at each commit, NORMAL only at checkpoints. */
  function setLevel(next: Outlives): void {
    if (next === level) return;
    database.exec(`PRAGMA synchronous = ${next === "power" ? "FULL" : "NORMAL"}`);
    level = next;
  }

  function flush(): void {
    const jobs = waiting;
    waiting = [];
    if (jobs.length === 0) return;
    try {
      setLevel(jobs.some(({ outlives }) => outlives === "power") ? "power" : "process");
      commit(database, jobs).forEach((settle) => settle());
    } catch (cause) {
      const { message } = cause as Error;
      const error = new Error(`Cannot write to the SQLite ledger: ${message}`, { cause });
      jobs.forEach(({ reject }) => reject(error));
    }
  }

  return {
    run: <T>(work: () => T, outlives: Outlives = "power") =>
      new Promise<T>((resolve, reject) => {
        const job = { outlives, work, resolve: resolve as Job["resolve"], reject };
        if (waiting.push(job) === 1) setImmediate(flush);
      }),
    flush,
  };
}

/** Runs all jobs in one transaction; what is answered tells their callers, once it is committed. */
function commit(database: DatabaseSync, jobs: Job[]): (() => void)[] {
  // IMMEDIATE: a transaction that reads first and then writes can be refused midway by another process.
  database.exec("BEGIN IMMEDIATE");
  const settles = jobs.map(({ work, resolve, reject }) => {
    try {
      const value = work();
      return () => resolve(value);
    } catch (error) {
      return () => reject(error);
    }
  });
  try {
    database.exec("COMMIT");
  } catch (error) {
    rollBack(database);
    throw error;
  }
  return settles;
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // After some errors, a full disk among them, SQLite has rolled back by itself.
  }
}
