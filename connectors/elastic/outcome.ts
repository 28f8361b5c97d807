import type { OutcomeEvent } from "../../domain/report/outcome-event";
import { ConnectorError } from "../connector-error";
import type { Http } from "../http";
import { createdResponse } from "./schema";

/**
 * Writes a run's outcome as a document of the Elastic Common Schema, whose id is made of the run and the revision:
 * what is there already (409) is the same document, written by the request whose answer was lost.
 * https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-create
 */
export async function writeOutcome(
  http: Http,
  index: string,
  event: OutcomeEvent & { id: string },
): Promise<{ isIndexed: boolean }> {
  await http
    .write(createdResponse, {
      method: "PUT",
      path: `/${index}/_create/${encodeURIComponent(`${event.id}.${event.revision}`)}`,
      label: `a document of the index ${index}`,
      body: documentOf(event),
    })
    .catch((error: unknown) => {
      if (!(error instanceof ConnectorError) || error.status !== 409) throw error;
    });
  return { isIndexed: true };
}

/** https://www.elastic.co/docs/reference/ecs/ecs-event; what it has no field for is below `durable_response`. */
function documentOf({ id, revision, at, incident, verdict, decisionHash, text, runId }: Written) {
  const { url, ...about } = incident;
  return {
    "@timestamp": at,
    ecs: { version: "8.11.0" },
    message: text,
    event: {
      id,
      sequence: revision,
      kind: "event",
      action: "respond-to-incident",
      module: "durable_response",
      dataset: "durable_response.outcome",
      ...(url !== undefined && { url }),
    },
    service: { name: "durable-response" },
    durable_response: {
      run_id: runId,
      verdict,
      incident: about,
      ...(decisionHash !== undefined && { decision_hash: decisionHash }),
    },
  };
}

type Written = OutcomeEvent & { id: string };
