import type { RuntimeStatus } from "../../local-host/engine/engine";
import type { Random } from "./random";

/** Something that is done to a flow some minutes after its start. */
export interface Deed {
  minutes: number;
  operation: "answer" | "suspend" | "resume" | "terminate";
  data?: string;
}

/** One flow that is to be started, and what it owes at its end. */
export interface Plan {
  orchestrator: string;
  input: Readonly<Record<string, unknown>>;
  status: RuntimeStatus;
  output: unknown;
  /** Steps of "work" that must have run. */
  steps: number;
  deeds: readonly Deed[];
  /** Additions to entities, as `name/key`. */
  additions: Readonly<Record<string, number>>;
}

type Shape = (random: Random, id: string) => Plan;

const completed = (
  orchestrator: string,
  input: Plan["input"],
  output: unknown,
  steps: number,
  more: Partial<Plan> = {},
): Plan => ({
  orchestrator,
  input,
  status: "Completed",
  output,
  steps,
  deeds: [],
  additions: {},
  ...more,
});

/** The sum of the numbers of the steps, which "work" gives back. */
const sumOf = (steps: number): number => (steps * (steps - 1)) / 2;

export const counters = ["a", "b", "c", "d"] as const;
const guarded = ["k", "l", "m"] as const;

const chain: Shape = (random, id) => {
  const steps = 1 + random.below(4);
  return completed("chain", { id, steps }, sumOf(steps), steps);
};

const fanOut: Shape = (random, id) => {
  const steps = 2 + random.below(6);
  return completed("fanOut", { id, steps }, steps, steps);
};

const approval: Shape = (random, id) => {
  if (random.oneIn(3)) return completed("approval", { id }, "expired", 1);
  const deed: Deed = { minutes: 1 + random.below(15), operation: "answer", data: "approved" };
  return completed("approval", { id }, "approved", 2, { deeds: [deed] });
};

const parent: Shape = (random, id) => {
  const children = 1 + random.below(3);
  return completed("parent", { id, children }, children, children);
};

const monitor: Shape = (random, id) => {
  const rounds = 2 + random.below(5);
  return completed("monitor", { id, round: 0, rounds }, rounds, rounds);
};

const counting: Shape = (random) => {
  const counter = random.of(counters);
  const [first, second] = random.of([
    [guarded[0], guarded[1]],
    [guarded[2], guarded[1]],
    [guarded[0], guarded[2]],
  ]) as [string, string];
  const additions = {
    [`counter/${counter}`]: 2,
    [`guarded/${first}`]: 1,
    [`guarded/${second}`]: 1,
  };
  return completed("counting", { counter, first, second }, "counted", 0, { additions });
};

const paused: Shape = (_, id) =>
  completed("paused", { id }, "go on", 1, {
    deeds: [
      { minutes: 1, operation: "suspend" },
      { minutes: 2, operation: "answer", data: "go on" },
      { minutes: 4, operation: "resume" },
    ],
  });

const stopped: Shape = (random, id) => ({
  ...completed("stopped", { id }, "enough", 0),
  status: "Terminated",
  deeds: [{ minutes: 1 + random.below(10), operation: "terminate", data: "enough" }],
});

const failing: Shape = (_, id) => ({
  ...completed("failing", { id }, `nothing can be done for ${id}`, 0),
  status: "Failed",
});

const shapes: readonly Shape[] = [
  chain,
  fanOut,
  approval,
  parent,
  monitor,
  counting,
  paused,
  stopped,
  failing,
];

/** A flow of any shape. */
export const planOf = (random: Random, id: string): Plan => random.of(shapes)(random, id);

/** What the app's own timer trigger starts each hour. */
export const hourlyPlan = (id: string): Plan => completed("chain", { id, steps: 2 }, sumOf(2), 2);

/** What a parent starts. */
export const childPlan = (id: string): Plan =>
  completed("child", {}, Number(id.slice(id.lastIndexOf(":") + 1)), 0);
