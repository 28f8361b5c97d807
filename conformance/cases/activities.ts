import type { Case } from "../case";
import { ends, failed, staysRunning } from "../shapes";

const inputs: [kind: string, input: unknown, seen: string][] = [
  ["A text", "abc", 'string "abc"'],
  ["A text that is JSON", '{"a":1}', 'string "{\\"a\\":1}"'],
  ["An empty text", "", 'string ""'],
  ["A number", 7, "number 7"],
  ["A fraction", 0.5, "number 0.5"],
  ["An object", { a: [1] }, 'object {"a":[1]}'],
  ["A list", [1, "2"], 'object [1,"2"]'],
  ["null", null, "undefined undefined"],
];

const rule = "9 activities";
const retries = "12 retries";

export const activityCases: Case[] = [
  ...inputs.map(([kind, input, seen]) =>
    ends(rule, `${kind} arrives as ${seen}`, "call", { activity: "kindOf", input }, seen),
  ),
  ends(rule, "No input arrives as undefined", "callWithoutInput", null, "undefined undefined"),
  ...[true, false].map((input) =>
    ends(
      "trap 12: boolean activity inputs",
      `${input} arrives as a text with a capital`,
      "call",
      { activity: "kindOf", input },
      `string "${input ? "True" : "False"}"`,
      { warns: /boolean-input/ },
    ),
  ),
  ends(rule, "A result of undefined is null", "call", { activity: "nothing" }, null),
  ends(
    rule,
    "A boolean result stays one",
    "call",
    { activity: "echo", input: [true] },
    {
      output: [true],
    },
  ),
  ends(
    rule,
    "A failure that is not caught fails the orchestration",
    "call",
    { activity: "fails" },
    failed(/^Orchestrator function 'call' failed: Activity function 'fails' failed: no answer/),
    { runs: { fails: 1 } },
  ),
  ends(rule, "A failure can be caught", "callCatching", "fails", {
    runtimeStatus: "Completed",
    output: /^caught: Activity function 'fails' failed: no answer/,
  }),
  ends(rule, "An unknown activity is a failure that can be caught", "callCatching", "nobody", {
    runtimeStatus: "Completed",
    output: /^caught: Activity function 'nobody' failed: .*does not exist/,
  }),
  ends(rule, "An activity knows its instance", "call", { activity: "idOf" }, "knows-me", {
    instanceId: "knows-me",
  }),
  ends(rule, "A chain runs each step once", "chain", null, 6, { runs: { echo: 3 }, real: true }),
  ends(rule, "Twenty at once run once each", "fanOut", 20, 190, { runs: { echo: 20 }, real: true }),
  ends(rule, "The first of two wins", "firstOfTwo", null, true, { runs: { echo: 2 } }),
  ends(
    "trap 2: only yielded tasks start",
    "A call that is not yielded never runs",
    "unyielded",
    null,
    "yielded",
    {
      runs: { echo: 1 },
    },
  ),
  ends("7 replay rules", "A task yielded twice runs once", "yieldedTwice", null, "once", {
    runs: { echo: 1 },
  }),
  ends(
    "trap 8: a reused task",
    "Two calls in Task.any and again in Task.all run twice each",
    "reusedTask",
    null,
    "done",
    {
      runs: { echo: 4 },
      warns: /reused-task/,
    },
  ),
  ends(
    retries,
    "Three attempts, then the error, after 1 s and 2 s and nothing",
    "retry",
    { activity: "fails", attempts: 3, first: 1000, backoff: 2 },
    "gave up after 3 s: Activity function 'fails' failed: no answer",
    { runs: { fails: 3 }, real: true },
  ),
  ends(
    retries,
    "The longest interval caps the backoff",
    "retry",
    { activity: "fails", attempts: 4, first: 10_000, backoff: 10, most: 20_000 },
    "gave up after 50 s: Activity function 'fails' failed: no answer",
    { runs: { fails: 4 } },
  ),
  ends(
    "trap 5: a timer after the last attempt",
    "A single attempt ends with the error",
    "retry",
    { activity: "fails", attempts: 1, first: 1000 },
    "gave up after 0 s: Activity function 'fails' failed: no answer",
    { runs: { fails: 1 } },
  ),
  ends(
    retries,
    "A success is not retried",
    "retry",
    { activity: "echo", attempts: 3, first: 1000 },
    "succeeded",
    {
      runs: { echo: 1 },
    },
  ),
  staysRunning(
    "trap 6: retry timeout",
    "A retry timeout that runs out hangs the orchestration",
    "retry",
    { activity: "fails", attempts: 9, first: 60_000, timeout: 90_000 },
    { warns: /retry-timeout/ },
  ),
];
