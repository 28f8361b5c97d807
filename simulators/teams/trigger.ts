import type { Answer, SimulatedRequest } from "../simulator";

/** The workflow that the published webhook address starts. */
export const workflowId = "7ea35ec0de0000000000000000000001";

/** The query of the published webhook address; `sig` in it is the credential. */
export const webhookQuery =
  "api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=teams-test-signature";

/** The published webhook address, below the address of this simulator. */
export const webhookPath = `/powerautomate/automations/direct/workflows/${workflowId}/triggers/manual/paths/invoke?${webhookQuery}`;

/** Whether the flow runs, was turned off, or was deleted. */
export const FLOW_STATES = ["on", "disabled", "deleted"] as const;
export type FlowState = (typeof FLOW_STATES)[number];

/**
 * The refusals of a trigger address, as Power Automate words them; undefined when it would run. The
 * query is compared byte for byte: encoding it anew breaks the signature.
 */
export function triggerProblem(request: SimulatedRequest, state: FlowState): Answer | undefined {
  const { query, rawQuery, params, headers } = request;
  if (!query.get("api-version")) {
    return refusal(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  if (params.id !== workflowId) {
    return refusal(404, "WorkflowNotFound", `The workflow '${params.id}' could not be found.`);
  }
  if (headers.authorization !== undefined || !query.has("sig")) {
    return refusal(
      401,
      "DirectApiAuthorizationRequired",
      "The request must be authenticated only by Shared Access scheme.",
    );
  }
  if (rawQuery !== webhookQuery) {
    return refusal(401, "AuthorizationFailed", "The authentication credentials are not valid.");
  }
  return state === "on" ? undefined : notEnabled(state);
}

/** A flow that is off answers 404, and 400 once it is deleted: people have seen both. */
const notEnabled = (state: Exclude<FlowState, "on">): Answer =>
  refusal(
    state === "deleted" ? 400 : 404,
    "WorkflowTriggerIsNotEnabled",
    `Could not execute workflow '${workflowId}' trigger 'manual' with state ` +
      `'${state === "deleted" ? "Deleted" : "Disabled"}': trigger is not enabled.`,
  );

/** An error as Power Automate words it. */
export const refusal = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Answer => ({ status, headers, body: { error: { code, message } } });
