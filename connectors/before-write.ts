import { AsyncLocalStorage } from "node:async_hooks";

const checks = new AsyncLocalStorage<() => void>();

/** Does some work; `check` is called right before each change that is sent meanwhile, and may throw. */
export function checkingWrites<T>(check: () => void, work: () => Promise<T>): Promise<T> {
  const outer = checks.getStore();
  return checks.run(() => {
    outer?.();
    check();
  }, work);
}

/** Throws where whoever does this work has lost the right to change anything. */
export const checkWrite = (): void => checks.getStore()?.();
