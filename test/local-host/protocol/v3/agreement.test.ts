import * as df from "durable-functions";
import type { OrchestrationContext, Task } from "durable-functions";
import * as fc from "fast-check";
import type { Decision } from "../../../../local-host/protocol/protocol";
import {
  type NewEvent,
  type Run,
  completed,
  failed,
  fired,
  inputOf,
  orchestrate,
  raised,
} from "../support/run-orchestration";

/** A piece of a flow without any of the runtime's traps. */
type Piece =
  | { kind: "call"; name: string }
  | { kind: "retry"; name: string; failures: number }
  | { kind: "timer"; hours: number }
  | { kind: "event"; name: string }
  | { kind: "all" | "any"; pieces: Piece[] };

const name = fc.constantFrom("a", "b", "c", "d");

const { piece } = fc.letrec<{ piece: Piece }>((tie) => {
  const pieces = fc.array(tie("piece"), { minLength: 1, maxLength: 3 });
  return {
    piece: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      fc.record({ kind: fc.constant("call" as const), name }),
      fc.record({ kind: fc.constant("retry" as const), name, failures: fc.nat(2) }),
      // Up to ten days, so that some of them are long.
      fc.record({ kind: fc.constant("timer" as const), hours: fc.integer({ min: 1, max: 240 }) }),
      fc.record({ kind: fc.constant("event" as const), name }),
      fc.record({ kind: fc.constantFrom("all" as const, "any" as const), pieces }),
    ),
  };
});

/** `place` tells equal pieces apart: each call with retries fails as often as it should by itself. */
function taskOf(context: OrchestrationContext, part: Piece, place: string): Task {
  const { df: durable } = context;
  switch (part.kind) {
    case "call":
      return durable.callActivity(part.name);
    case "retry":
      return durable.callActivityWithRetry(part.name, new df.RetryOptions(1000, 3), {
        failures: part.failures,
        place,
      });
    case "timer": {
      const due = durable.currentUtcDateTime.getTime() + part.hours * 3_600_000;
      return durable.createTimer(new Date(due));
    }
    case "event":
      return durable.waitForExternalEvent(part.name);
    case "all":
    case "any":
      break;
  }
  return durable.Task[part.kind](
    part.pieces.map((each, index) => taskOf(context, each, `${place}.${index}`)),
  );
}

const eventNames = (parts: Piece[]): string[] =>
  parts.flatMap((part) => {
    if ("pieces" in part) return eventNames(part.pieces);
    return part.kind === "event" ? [part.name] : [];
  });

/** Lets things happen, several a turn, in an order that `picks` decides, until nothing is left. */
async function finish(run: Run, parts: Piece[], picks: number[]): Promise<Decision | undefined> {
  const attempts = new Map<string, number>();
  let { decisions } = await run.turn();
  const open: (Decision | NewEvent)[] = [
    ...decisions,
    ...eventNames(parts).map((each) => raised(each)),
  ];
  for (let turn = 0; open.length > 0; turn += 1) {
    const end = open.find((each) => "kind" in each && each.kind === "complete");
    if (end && "kind" in end) return end;
    const events: NewEvent[] = [];
    for (let n = (picks[turn % picks.length] ?? 0) % 3; n >= 0 && open.length > 0; n -= 1) {
      const [picked] = open.splice((picks[(turn + n) % picks.length] ?? 0) % open.length, 1);
      events.push("kind" in picked! ? outcomeOf(run, picked, attempts) : picked!);
    }
    ({ decisions } = await run.turn(...events));
    open.push(...decisions);
  }
  return undefined;
}

/** What a call with retries is given. */
interface Retried {
  failures: number;
  place: string;
}

/** Calls with retries fail as often as their input says, which is less often than they are tried. */
function outcomeOf(run: Run, decision: Decision, attempts: Map<string, number>): NewEvent {
  if (decision.kind === "create-timer") return fired(run, decision.id);
  if (decision.kind !== "schedule-task") throw new Error(`Did not expect ${decision.kind}`);
  const { failures, place } = (inputOf(decision) ?? { failures: 0, place: "" }) as Retried;
  const attempt = (attempts.get(place) ?? 0) + 1;
  attempts.set(place, attempt);
  return attempt <= failures ? failed(decision.id) : completed(decision.id, "ok");
}

describe("the SDK and the replay", () => {
  it("agree on every id, whatever a flow waits for and in whatever order it comes", async () => {
    const parts = fc.array(piece, { minLength: 1, maxLength: 4 });
    const picks = fc.array(fc.nat(50), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(parts, picks, async (flow, order) => {
        const run = orchestrate(function* (context) {
          for (const [index, part] of flow.entries()) yield taskOf(context, part, String(index));
          return "done";
        });

        expect(await finish(run, flow, order)).toEqual({
          kind: "complete",
          status: "Completed",
          output: '"done"',
        });
      }),
      { numRuns: 150 },
    );
  });
});
