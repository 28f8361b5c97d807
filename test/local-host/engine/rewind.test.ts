import * as fc from "fast-check";
import { rewoundHistory } from "../../../local-host/engine/rewound-history";
import { EventType, type HistoryEvent } from "../../../local-host/protocol/history";
import { type Harness, harness, kindsOf } from "./support/harness";
import type { ScriptBody } from "./support/scripted-protocol";

const second = 1_000;

/** Activities that fail while the test says so, and are counted. */
function flaky(names: string[]) {
  const failing = new Set<string>();
  const calls: Record<string, number> = {};
  const activities = Object.fromEntries(
    names.map((name) => [
      name,
      () => {
        calls[name] = (calls[name] ?? 0) + 1;
        if (failing.has(name)) throw new Error(`${name} is down`);
        return name;
      },
    ]),
  );
  return { failing, calls, activities };
}

async function failed(
  scripts: Record<string, ScriptBody>,
  down: string[],
): Promise<Harness & ReturnType<typeof flaky> & { id: string }> {
  const parts = flaky(["a", "b", "c", "undo"]);
  down.forEach((name) => parts.failing.add(name));
  const made = harness({ scripts, activities: parts.activities });
  const id = await made.start({}, "a1");
  const status = await made.finish(id);
  expect(status.runtimeStatus).toBe("Failed");
  parts.failing.clear();
  return { ...made, ...parts, id };
}

describe("rewind()", () => {
  it("makes the last failed call again and keeps the results before it", async () => {
    const { engine, finish, id, calls, kinds } = await failed(
      {
        *main({ task }) {
          return [yield task("a"), yield task("b"), yield task("c")];
        },
      },
      ["b"],
    );

    await expect(engine.rewind(id, "b is up again")).resolves.toBe("accepted");

    expect(await finish(id)).toMatchObject({
      runtimeStatus: "Completed",
      output: '["a","b","c"]',
    });
    expect(calls).toEqual({ a: 1, b: 2, c: 1 });
    expect(kinds(id)).toEqual([
      "ExecutionStarted",
      "TaskScheduled",
      "TaskCompleted",
      "ExecutionRewound",
      "TaskScheduled",
      "TaskCompleted",
      "TaskScheduled",
      "TaskCompleted",
      "ExecutionCompleted",
    ]);
  });

  it("makes all failed calls of a fan-out again, and those alone", async () => {
    const { engine, finish, id, calls } = await failed(
      {
        *main({ task }) {
          return yield { all: [task("a"), task("b"), task("c")] };
        },
      },
      ["a", "c"],
    );

    await engine.rewind(id, "");

    expect((await finish(id)).output).toBe('["a","b","c"]');
    expect(calls).toEqual({ a: 2, b: 1, c: 2 });
  });

  it("takes away what was done about the failure before it was thrown on", async () => {
    const { engine, finish, id, calls } = await failed(
      {
        *main({ task }) {
          yield task("a");
          try {
            return yield task("b");
          } catch (error) {
            yield task("undo");
            throw error;
          }
        },
      },
      ["b"],
    );

    await engine.rewind(id, "");

    expect((await finish(id)).output).toBe('"b"');
    expect(calls).toEqual({ a: 1, b: 2, undo: 1 });
  });

  it("leaves alone a failure that was dealt with", async () => {
    const { engine, finish, id, calls } = await failed(
      {
        *main({ task }) {
          try {
            yield task("a");
          } catch {
            yield task("undo");
          }
          return yield task("b");
        },
      },
      ["a", "b"],
    );

    await engine.rewind(id, "");

    expect((await finish(id)).output).toBe('"b"');
    expect(calls).toEqual({ a: 1, undo: 1, b: 2 });
  });

  it("leaves no timer behind that only a retry can explain", async () => {
    const { engine, finish, id, calls, kinds } = await failed(
      {
        *main({ task, timer, now }) {
          for (let attempt = 1; ; attempt += 1) {
            try {
              return yield task("a");
            } catch (error) {
              yield timer(now() + second);
              if (attempt === 2) throw error;
            }
          }
        },
      },
      ["a"],
    );
    expect(calls).toEqual({ a: 2 });

    await engine.rewind(id, "");

    expect((await finish(id)).output).toBe('"a"');
    expect(calls).toEqual({ a: 3 });
    expect(kinds(id).filter((kind) => kind === "TimerCreated")).toHaveLength(0);
  });

  it("rewinds failed children, which answer again", async () => {
    const { engine, finish, id, calls, protocol } = await failed(
      {
        *main({ child, task }) {
          yield task("a");
          return yield child("child", 1, "c1");
        },
        *child({ task }) {
          yield task("c");
          return yield task("b");
        },
      },
      ["b"],
    );
    const executions = new Set(protocol.turns.map(({ executionId }) => executionId));

    await engine.rewind(id, "");

    expect((await finish(id)).output).toBe('"b"');
    expect(engine.status("c1")!.runtimeStatus).toBe("Completed");
    expect(calls).toEqual({ a: 1, c: 1, b: 2 });
    expect(new Set(protocol.turns.map(({ executionId }) => executionId))).toEqual(executions);
  });

  it("takes the result of a child that was rewound on its own", async () => {
    const { engine, finish, id } = await failed(
      {
        *main({ child }) {
          return yield child("child", 1, "c1");
        },
        *child({ task }) {
          return yield task("b");
        },
      },
      ["b"],
    );
    await engine.rewind("c1", "");
    expect((await finish("c1")).output).toBe('"b"');
    expect(engine.status(id)!.runtimeStatus).toBe("Failed");

    await engine.rewind(id, "");

    expect((await finish(id)).output).toBe('"b"');
  });

  it("starts a child again that was purged", async () => {
    const { engine, finish, id, calls } = await failed(
      {
        *main({ child }) {
          return yield child("child", 1, "c1");
        },
        *child({ task }) {
          return yield task("b");
        },
      },
      ["b"],
    );
    await engine.purge("c1");

    await engine.rewind(id, "");

    expect((await finish(id)).output).toBe('"b"');
    expect(calls).toEqual({ b: 2 });
  });

  it("lets timers that were set before the failure still fire", async () => {
    const { engine, finish, id, clock } = await failed(
      {
        *main({ task, timer, turn }) {
          const at = Date.parse(turn.history[0]!.Timestamp) + 3_600 * second;
          return yield { all: [timer(at), task("a")] };
        },
      },
      ["a"],
    );
    const before = clock.now();

    await engine.rewind(id, "");

    expect(await finish(id)).toMatchObject({ runtimeStatus: "Completed" });
    expect(clock.now() - before).toBeGreaterThan(3_000 * second);
  });

  it("is for failed instances only", async () => {
    const { engine, start } = harness({
      scripts: {
        *main({ event }) {
          yield event("go");
        },
      },
    });
    const id = await start();
    await engine.whenIdle();
    await expect(engine.rewind(id, "")).resolves.toBe("wrong-state");
    await expect(engine.rewind("nobody", "")).resolves.toBe("not-found");

    await engine.raiseEvent(id, "go", "1");
    await engine.whenIdle();
    await expect(engine.rewind(id, "")).resolves.toBe("finished");
  });
});

const event = (type: EventType, more: Partial<HistoryEvent>): HistoryEvent => ({
  EventType: type,
  EventId: -1,
  Timestamp: "2026-01-01T00:00:00.000Z",
  ...more,
});

describe("rewoundHistory()", () => {
  it("leaves a history in which every completion has its decision before it", () => {
    const kind = fc.constantFrom("ok", "fail", "open", "timer");
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 12 }), fc.boolean(), (kinds, isParallel) => {
        const scheduled = kinds.map((what, id) =>
          event(what === "timer" ? EventType.TimerCreated : EventType.TaskScheduled, {
            EventId: id,
          }),
        );
        const answers = kinds.map((what, id) => {
          if (what === "open") return [];
          if (what === "timer") return [event(EventType.TimerFired, { TimerId: id })];
          const type = what === "ok" ? EventType.TaskCompleted : EventType.TaskFailed;
          return [event(type, { TaskScheduledId: id, Reason: `no ${id}` })];
        });
        const history = isParallel
          ? [...scheduled, ...answers.flat()]
          : scheduled.flatMap((decision, id) => [decision, ...answers[id]!]);
        const end = event(EventType.ExecutionCompleted, { Result: "failed" });

        const { events } = rewoundHistory([...history, end]);

        const seen = new Set<number>();
        for (const { EventType: type, EventId, TaskScheduledId, TimerId } of events) {
          expect(type).not.toBe(EventType.ExecutionCompleted);
          if (EventId >= 0) seen.add(EventId);
          const answered = TaskScheduledId ?? TimerId;
          expect(answered === undefined || seen.has(answered)).toBe(true);
        }
        const successes = kinds.flatMap((what, id) => (what === "ok" ? [id] : []));
        const kept = events.filter((e) => e.EventType === EventType.TaskCompleted);
        const keptIds = kept.map((e) => e.TaskScheduledId);
        expect(isParallel ? keptIds : successes).toEqual(successes);
      }),
    );
  });

  it("keeps everything but the end when no call has failed", () => {
    const history = [
      event(EventType.TaskScheduled, { EventId: 0 }),
      event(EventType.TaskCompleted, { TaskScheduledId: 0 }),
      event(EventType.ExecutionCompleted, { Result: "a bug of ours" }),
    ];

    expect(kindsOf(rewoundHistory(history).events)).toEqual(["TaskScheduled", "TaskCompleted"]);
  });
});
