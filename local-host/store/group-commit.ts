import type { DatabaseSync } from "node:sqlite";

export interface GroupCommit {
  /** Opens the transaction of this tick, unless it is open. Comes before every write. */
  join: () => void;
  write: <T>(group: () => T) => T;
  durable: () => Promise<void>;
  /** Commits what is open now. */
  flush: () => void;
}

/**
 * One transaction a tick: many turns, one commit. When a commit fails, nothing that was promised
 * since the last one can be kept: everybody who waits is told, every later write is refused, and
 * `onFatal` decides how the process ends.
 */
export function createGroupCommit(
  database: DatabaseSync,
  file: string,
  onFatal: (error: Error) => void,
): GroupCommit {
  const begin = database.prepare("BEGIN IMMEDIATE");
  const mark = database.prepare("SAVEPOINT write_group");
  const release = database.prepare("RELEASE write_group");
  const takeBack = database.prepare("ROLLBACK TO write_group");
  let open: PromiseWithResolvers<void> | undefined;
  let failure: Error | undefined;

  function join(): void {
    if (failure) throw failure;
    if (open) return;
    begin.run();
    open = Promise.withResolvers<void>();
    open.promise.catch(() => undefined); // nobody has to wait: a failure is also told to onFatal
    setImmediate(flush);
  }

  function flush(): void {
    const ending = open;
    open = undefined;
    if (!ending || failure) return;
    try {
      database.exec("COMMIT");
      ending.resolve();
    } catch (cause) {
      onFatal(fail(cause, ending));
    }
  }

  function fail(cause: unknown, ending: PromiseWithResolvers<void> | undefined): Error {
    const reason = cause instanceof Error ? cause.message : String(cause);
    failure = new Error(
      `Cannot commit to "${file}": ${reason}. What was written since the last commit is lost; ` +
        "start the host again when the disk is in order",
      { cause },
    );
    ending?.reject(failure);
    return failure;
  }

  function write<T>(group: () => T): T {
    join();
    mark.run();
    try {
      const result = group();
      release.run();
      return result;
    } catch (error) {
      rollBack();
      throw error;
    }
  }

  function rollBack(): void {
    try {
      takeBack.run();
      release.run();
    } catch (cause) {
      // SQLite gave up the whole transaction (disk full, I/O error), and others were part of it.
      onFatal(fail(cause, open));
    }
  }

  return {
    join,
    write,
    flush,
    durable: () => (failure ? Promise.reject(failure) : (open?.promise ?? Promise.resolve())),
  };
}
