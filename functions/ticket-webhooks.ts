import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { z } from "zod";
import { ticketChangedEvent } from "../orchestrators/follow-case";
import { followIdOf } from "./start-following";
import type { SignedRequest } from "../connectors/webhook";
import type { TicketSystemName } from "../domain/ticket";
import { readBytes } from "./read-bytes";

/** How a service says that a ticket changed. */
export interface TicketWebhook {
  system: TicketSystemName;
  /** Where the service signs; null where the function key is the check, and the host has made it. */
  signed: { header: string; isGenuine: (request: SignedRequest) => Promise<boolean> } | null;
  now: () => Date;
}

const maxBytes = 1024 * 1024;

/** The id of the ticket in each service's body: it is all that is read of it. */
const ids = {
  // A business rule of ours sends it: docs/following.md.
  servicenow: z.object({ sys_id: z.string() }).transform(({ sys_id: id }) => id),
  jira: z.object({ issue: z.object({ id: z.string() }) }).transform(({ issue: { id } }) => id),
  pagerduty: z
    .object({ event: z.object({ data: z.object({ id: z.string() }) }) })
    .transform(({ event: { data } }) => data.id),
} satisfies Record<TicketSystemName, z.ZodType<string>>;

/**
 * POST /api/tickets/{system}: a service says that a ticket changed, and the flow that follows it looks
 * at once, at the service itself: nothing of the body but the ticket's id is believed. A ticket that
 * nobody follows is no error, and a repeated delivery at most one look more.
 */
export const ticketWebhook =
  ({ system, signed, now }: TicketWebhook) =>
  async (request: HttpRequest, client: DurableClient): Promise<HttpResponseInit> => {
    const body = await readBytes(request, maxBytes);
    if (!body.ok) return problem(body.status, body.message);
    if (signed) {
      const signature = request.headers.get(signed.header) ?? "";
      const isGenuine = await signed
        .isGenuine({ signature, body: body.bytes, now: now() })
        .catch(() => undefined);
      if (isGenuine === undefined) return problem(503, "The webhook's secret cannot be read now");
      if (!isGenuine) return problem(401, `The request is not signed in ${signed.header}`);
    }
    const id = ids[system].safeParse(jsonOf(body.bytes));
    if (!id.success) return { status: 202 };
    await wake(client, followIdOf({ system, id: id.data }));
    return { status: 202 };
  };

/** Ends a follower's wait; there may be none, or it has ended. */
async function wake(client: DurableClient, instanceId: string): Promise<void> {
  const status = await client.getStatus(instanceId).catch(() => undefined);
  if (String(status?.runtimeStatus) !== "Running") return;
  await client.raiseEvent(instanceId, ticketChangedEvent, {});
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

const problem = (status: number, message: string): HttpResponseInit => ({
  status,
  jsonBody: { error: message },
});
