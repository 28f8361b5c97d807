import { setTimeout as pause } from "node:timers/promises";
import { DatabaseProblem, type Driver } from "./driver";

const MOST_ATTEMPTS = 4;

interface Session {
  /** Does something with the connection; where that fails for now, again with a new one, some times. */
  again: <T>(work: (driver: Driver) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
}

/** A connection that is made when it is needed, and anew when it was lost. */
export function session(connect: () => Promise<Driver>): Session {
  let driver: Driver | undefined;
  return {
    async again<T>(work: (driver: Driver) => Promise<T>): Promise<T> {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await work((driver ??= await connect()));
        } catch (error) {
          const lost = driver;
          driver = undefined;
          await lost?.close().catch(() => undefined);
          const isTransient = error instanceof DatabaseProblem && error.isTransient;
          if (!isTransient || attempt >= MOST_ATTEMPTS) throw error;
          await pause(50 * 2 ** attempt);
        }
      }
    },
    async close(): Promise<void> {
      await driver?.close();
      driver = undefined;
    },
  };
}
