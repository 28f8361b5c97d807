/** Counts what is ready or running, so that a test knows when nothing is. */
export interface Busy {
  enter(): void;
  leave(): void;
  isIdle(): boolean;
  whenIdle(): Promise<void>;
}

export function createBusy(): Busy {
  let count = 0;
  let idle = Promise.withResolvers<void>();
  idle.resolve();
  const isIdle = (): boolean => count === 0;
  return {
    enter() {
      if (count === 0) idle = Promise.withResolvers<void>();
      count += 1;
    },
    leave() {
      count -= 1;
      if (count === 0) idle.resolve();
    },
    isIdle,
    async whenIdle() {
      // Whoever was told first may have started something: look again.
      while (!isIdle()) await idle.promise;
    },
  };
}
