import { ConnectorError } from "../connector-error";
import type { Http } from "../http";
import { type GoogleCloud, vendor } from "./client";
import { operationResponse } from "./schema";

/** A change of Compute Engine: what is asked for, and where its operation is looked at. */
export interface Change {
  http: Http;
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  label: string;
  /** "projects/p/global" or "projects/p/zones/z". */
  place: string;
}

/**
 * Sends a change and waits for its operation, a short while: what is not done by then is looked for later.
 * https://cloud.google.com/compute/docs/api/how-tos/api-requests-responses
 */
export async function changed(
  cloud: GoogleCloud,
  { http, path, query, body, label, place }: Change,
): Promise<void> {
  const request = { path, label, ...(query && { query }), ...(body !== undefined && { body }) };
  const sent = await http.write(operationResponse, { method: "POST", ...request });
  const now = sent.status === "DONE" ? sent : await waited(cloud, place, sent.name, label);
  const problem = now.error?.errors[0];
  if (problem) {
    const words = [problem.code, problem.message].filter(Boolean).join(": ");
    throw new ConnectorError(vendor, "permanent", `${label} was begun and failed (${words})`);
  }
  if (now.status === "DONE") return;
  const message = `${label} was begun and is not done yet: it is looked for again`;
  throw new ConnectorError(vendor, "transient", message, { mayHaveHappened: true });
}

/** Google answers when the operation is done, or after two minutes; we do not wait longer than for any answer. */
async function waited(cloud: GoogleCloud, place: string, operation: string, label: string) {
  const permission = place.endsWith("/global")
    ? "compute.globalOperations.get"
    : "compute.zoneOperations.get";
  const request = {
    method: "POST" as const,
    path: `/compute/v1/${place}/operations/${encodeURIComponent(operation)}/wait`,
    label: "operations/wait",
  };
  try {
    return await cloud.compute(permission).read(operationResponse, request);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const { message } = error;
    throw new ConnectorError(vendor, "transient", `${label} was begun, and then: ${message}`, {
      mayHaveHappened: true,
    });
  }
}
