import type { Engine, InstanceStatus } from "../../local-host/engine/engine";

/** An engine of which a test says what it answers; every call is written down. */
export interface FakeEngine extends Engine {
  calls: [name: string, ...args: unknown[]][];
}

/** Fails on every call that the test did not prepare. */
export function fakeEngine(answers: Partial<Engine> = {}): FakeEngine {
  const calls: FakeEngine["calls"] = [];
  return new Proxy({ calls } as FakeEngine, {
    get(target, name: string) {
      if (name === "calls") return target.calls;
      return (...args: unknown[]): unknown => {
        calls.push([name, ...args]);
        const answer = answers[name as keyof Engine] as
          | ((...args: unknown[]) => unknown)
          | undefined;
        if (!answer) throw new Error(`${name}() is not expected`);
        return answer(...args);
      };
    },
  });
}

/** A running instance, unless a test says otherwise. */
export const instance = (overrides: Partial<InstanceStatus> = {}): InstanceStatus => ({
  name: "triage",
  instanceId: "a1",
  runtimeStatus: "Running",
  input: '{"id":7}',
  customStatus: null,
  output: null,
  createdAt: Date.UTC(2026, 0, 1),
  updatedAt: Date.UTC(2026, 0, 1, 0, 0, 2, 345),
  ...overrides,
});
