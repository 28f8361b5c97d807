import type { Starting } from "../activities/starting";
import { createHash } from "node:crypto";
import type { DurableClient } from "durable-functions";
import { type IncidentRef, incidentKey } from "../domain/incident";
import { success } from "../domain/outcome";
import type { TicketRef } from "../domain/ticket";
import { flowsOf } from "../durable/client";

type Flows = { followCase: (context: never, input: object) => unknown };

/** The activities that start flows, for which the runtime hands them its client. */
export const starting = (client: DurableClient): Pick<Starting, "startFollowing"> => ({
  /**
   * Starts the flow that goes on after a run, on its own, so that the run can end. There is one a case:
   * a repeat joins it. Throws what the runtime refuses, so that the step is tried again.
   */
  async startFollowing({ input }) {
    const instanceId = followIdOf(input.ticket ?? input.ref);
    await flowsOf<Flows>(client).followCase(instanceId, input);
    return success({ instanceId });
  },
});

/** The instance id of the flow that follows a case: by its ticket, as a service's callback names it. */
export function followIdOf(of: TicketRef | IncidentRef): string {
  const text = "system" in of ? `${of.system}/${of.id}` : incidentKey(of);
  return `follow-${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;
}
