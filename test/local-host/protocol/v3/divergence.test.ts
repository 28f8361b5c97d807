import type { OrchestrationContext } from "durable-functions";
import { childFailed, completed, orchestrate } from "../support/run-orchestration";

/** What a developer reads whose deployment has broken an instance. */

/** Runs these activities one after another; a name in brackets is a sub-orchestration. */
const inTurn = (...names: string[]) =>
  function* ({ df }: OrchestrationContext) {
    for (const name of names) {
      const child = /^\((.*)\)$/.exec(name)?.[1];
      yield child === undefined ? df.callActivity(name) : df.callSubOrchestrator(child);
    }
  };

/** The divergence after `ended` steps of the old code have ended and the new code is deployed. */
async function deployed(before: string[], ended: number, after: string[]) {
  const run = orchestrate(inTurn(...before));
  await run.turn();
  for (let id = 0; id < ended; id += 1) await run.turn(completed(id));
  run.deploy(inTurn(...after));
  const { decisions, divergence } = await run.turn(completed(ended));
  return { divergence, message: decisions.map((one) => ("message" in one ? one.message : "")) };
}

describe("a diverged replay", () => {
  it("fails with the step, both sides of it, what it looks like, and what to do", async () => {
    const { message } = await deployed(["a", "b", "c"], 2, ["a", "B2", "c"]);

    expect(message).toEqual([
      'Non-Deterministic workflow detected: in the history, step 1 is the activity "b", decided at ' +
        '2026-01-01T00:00:01.000Z; today\'s code asks for the activity "B2" there, as if it had been ' +
        "renamed; bring the old code back until instances that run have ended, or give the changed " +
        "orchestrator a new name (if no code has changed, a warning in the log names the cause).",
    ]);
  });

  it.each<[string, string[], string, string]>([
    ["renamed", ["a", "x", "c"], "renamed", "as if it had been renamed"],
    ["swapped", ["b", "a", "c"], "swapped", "as if steps 0 and 1 had changed places"],
    ["added", ["a", "x", "b", "c"], "added", "as if a step had been added before it"],
    [
      "removed",
      ["a", "c"],
      "removed",
      "which is the history's step 2, as if step 1 had been removed",
    ],
    ["called in another way", ["a", "(b)", "c"], "kind", "as if it were called in another way"],
    ["left out at the end", ["a"], "missing", "ends after 1 step, before it gets there"],
  ])("tells a step that was %s", async (_title, after, change, words) => {
    const { divergence } = await deployed(["a", "b", "c"], 2, after);

    expect(divergence).toMatchObject({ change, sentence: expect.stringContaining(words) });
  });

  it("does not guess when the code has not gone far enough", async () => {
    const { divergence } = await deployed(["a", "b"], 0, ["x", "a", "b"]);
    const waiting = orchestrate(inTurn("a", "b"));
    await waiting.turn();
    await waiting.turn(completed(0));
    waiting.deploy(inTurn("a", "x", "b"));

    const unclear = await waiting.turn();

    expect(divergence).toMatchObject({ step: 0, change: "added" });
    expect(unclear.divergence).toMatchObject({
      step: 1,
      recorded: 'the activity "b"',
      now: 'the activity "x"',
      change: "unclear",
      sentence: expect.stringMatching(/renamed or removed, or another step was added before it$/),
    });
  });

  it("says what the function threw when it does not get to the step any more", async () => {
    const run = orchestrate(inTurn("a", "b"));
    await run.turn();
    await run.turn(completed(0));
    run.deploy(function* ({ df }) {
      yield df.callActivity("a");
      throw new Error("no policy");
    });

    const { divergence } = await run.turn(completed(1));

    expect(divergence?.sentence).toMatch(/fails after 1 step, before it gets there: no policy$/);
  });

  it("says that nothing is known when the SDK has lost the state", async () => {
    const run = orchestrate(function* ({ df }) {
      yield df.callSubOrchestrator("child");
    });
    await run.turn();

    const { divergence } = await run.turn({ ...childFailed(0), Details: null });

    expect(divergence).toMatchObject({
      step: 0,
      now: null,
      change: "lost",
      sentence: expect.stringMatching(/the SDK failed and .*could not parse its exception data/),
    });
  });
});
