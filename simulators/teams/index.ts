import { randomUUID } from "node:crypto";
import type { Answer, SimulatedRequest, Simulator, World } from "../simulator";
import { runFlow } from "./flow";
import { type Rate, type Scene, parseScene } from "./scene";
import { refusal, triggerProblem } from "./trigger";

/** A run of the flow that posted, card by card, into the channel. */
interface Message {
  runId: string;
  at: string;
  cards: unknown[];
}

/** A run of the flow that failed, unseen by its caller. */
interface FailedRun {
  runId: string;
  at: string;
  error: string;
}

/**
 * A Teams channel behind a Power Automate workflow, "When a Teams webhook request is received":
 * https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook.
 */
export function teams(world: World): Simulator {
  const scenes = world.table<Scene>("scene");
  const messages = world.table<Message>("messages");
  const failedRuns = world.table<FailedRun>("failed-runs");
  const accepted = world.table<number[]>("accepted");
  const scene = (): Scene => scenes.get("scene") ?? {};

  /** The refusal of a request that comes too soon after the others. */
  function throttled({ requests, seconds }: Rate): Answer | undefined {
    const now = world.now();
    const recent = (accepted.get("times") ?? []).filter((at) => at > now - seconds * 1000);
    if (recent.length < requests) {
      accepted.set("times", [...recent, now]);
      return undefined;
    }
    const wait = Math.max(1, Math.ceil(((recent[0] ?? now) + seconds * 1000 - now) / 1000));
    const message = `Rate limit is exceeded. Try again in ${wait} seconds.`;
    return refusal(429, "TooManyRequests", message, { "retry-after": String(wait) });
  }

  function invoke(request: SimulatedRequest): Answer {
    const { flow = "on", rate } = scene();
    const refused = triggerProblem(request, flow) ?? (rate ? throttled(rate) : undefined);
    if (refused) return refused;
    const runId = randomUUID().replaceAll("-", "");
    const at = new Date(world.now()).toISOString();
    const outcome = runFlow(request.body, request.json);
    if ("error" in outcome) failedRuns.set(runId, { runId, at, error: outcome.error });
    else messages.set(runId, { runId, at, cards: outcome.cards });
    // Whatever became of the run, the caller reads the same.
    return { status: 202, headers: { "x-ms-workflow-run-id": runId } };
  }

  return {
    name: "teams",
    routes: {
      "POST /powerautomate/automations/direct/workflows/{id}/triggers/manual/paths/invoke": invoke,
    },
    setScene: (input) => scenes.set("scene", { ...scene(), ...parseScene(input) }),
    state: () => ({ ...scene(), messages: messages.rows(), failedRuns: failedRuns.rows() }),
  };
}
