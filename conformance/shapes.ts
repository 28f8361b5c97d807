import type { Case, Expected, Stage } from "./case";
import { fields, includes, same } from "./matching";

interface Also {
  /** How often activities ran; after a kill at the start it may be more. */
  runs?: Record<string, number> | undefined;
  /** What the host warned of. */
  warns?: RegExp | undefined;
}

type Options = Also & Pick<Case, "alone" | "real" | "skip"> & { instanceId?: string };

/** A case: an orchestration that ends on its own. */
export function ends(
  rule: string,
  title: string,
  orchestrator: string,
  input: unknown,
  expected: Expected | string | number | boolean | null,
  options: Options = {},
): Case {
  const { runs, warns, instanceId, ...more } = options;
  return {
    rule,
    title,
    ...more,
    async run(stage) {
      const id = await stage.start(orchestrator, input, instanceId);
      fields(await stage.host.finish(id), completed(expected));
      checkAlso(stage, id, { runs, warns });
    },
  };
}

const completed = (expected: Expected | string | number | boolean | null): Expected =>
  typeof expected === "object" && expected !== null
    ? expected
    : { runtimeStatus: "Completed", output: expected };

function checkAlso(stage: Stage, id: string, { runs = {}, warns }: Also): void {
  checkRuns(stage, id, runs);
  if (warns) includes("warnings", stage.host.warnings(), warns);
}

/** Rejects other counts than expected; a kill during an activity may let it run again. */
export function checkRuns(stage: Stage, id: string, expected: Record<string, number>): void {
  for (const [activity, count] of Object.entries(expected)) {
    const ran = stage.runs(id, activity).length;
    const isMoreAllowed = stage.mode === "killed at start";
    same(`runs of ${activity}`, isMoreAllowed ? Math.min(ran, count) : ran, count);
  }
}

/** A case: an orchestration that never ends, whatever time passes. */
export function staysRunning(
  rule: string,
  title: string,
  orchestrator: string,
  input: unknown,
  options: Options = {},
): Case {
  const { runs, warns, instanceId, ...more } = options;
  return {
    rule,
    title,
    alone: true,
    ...more,
    async run(stage) {
      const id = await stage.start(orchestrator, input, instanceId);
      await stage.host.turnBy({ days: 30 });
      fields(await stage.host.status(id), { runtimeStatus: "Running", output: null });
      checkAlso(stage, id, { runs, warns });
    },
  };
}

/** A case of its own kind. */
export const does = (
  rule: string,
  title: string,
  run: Case["run"],
  options: Pick<Case, "alone" | "real" | "skip"> = {},
): Case => ({ rule, title, ...options, run });

/** An orchestration that fails with a text. */
export const failed = (output: RegExp | string): Expected => ({ runtimeStatus: "Failed", output });
