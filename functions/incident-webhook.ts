import type { HttpRequest, HttpResponse, HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { readTrigger } from "../domain/intake";
import type { WorkspaceRef } from "../domain/incident";
import type { Policy } from "../domain/policy";
import type { Mode } from "../domain/rehearsal";
import { flowsOf } from "../durable/client";
import type { Orchestrators } from "../orchestrators";
import { refusalOfCaller } from "./caller";
import { instanceIdOf, whatIfIdOf } from "./instance-id";
import { readJson } from "./read-json";

export interface IntakeOptions {
  policy: Policy;
  /** Larger bodies are refused with 413, in bytes. */
  maxBytes: number;
  /** Entra object ids that may call; empty leaves authentication to the function key. */
  allowedCallers: readonly string[];
  /** The workspace of an alert body, which does not name its own. */
  workspace: WorkspaceRef | undefined;
}

/**
 * POST /api/incidents: starts the response to one incident. A repeated delivery joins the run that
 * is there and changes nothing. Answers 202 with the management addresses, or a 4xx with one sentence.
 * `?mode=what-if` starts a run of its own each time, which tells what would be done and does nothing.
 */
export const incidentWebhook =
  ({ policy, maxBytes, allowedCallers, workspace }: IntakeOptions) =>
  async (request: HttpRequest, client: DurableClient): Promise<HttpResponse | HttpResponseInit> => {
    const refusal = refusalOfCaller(request.headers, allowedCallers);
    if (refusal) return problem(refusal.status, refusal.message);

    const mode = modeOf(request.query.get("mode"));
    if (mode === undefined) return problem(400, 'mode must be "live" or "what-if"');

    const body = await readJson(request, maxBytes);
    if (!body.ok) return problem(body.status, body.message);

    const trigger = readTrigger(body.value, workspace);
    if (!trigger.ok) return problem(400, trigger.problem);

    const { hint } = trigger;
    const isLive = mode === "live";
    const instanceId = isLive ? instanceIdOf(hint) : whatIfIdOf(hint);
    const input = { hint, policy, ...(!isLive && { mode }) };
    await flowsOf<Orchestrators>(client).respondToIncident(instanceId, input);
    return client.createCheckStatusResponse(request, instanceId);
  };

const modeOf = (asked: string | null): Mode | undefined =>
  asked === null || asked === "live" ? "live" : asked === "what-if" ? asked : undefined;

const problem = (status: number, message: string): HttpResponseInit => ({
  status,
  jsonBody: { error: message },
});
