import type { FailureKind } from "../../domain/outcome";
import { ConnectorError } from "../connector-error";
import type { Secrets } from "../credentials";
import { createHttp } from "../http";
import type { Settings } from "../settings";
import type { PagerDutyEvent } from "./event";
import { vendor } from "./keys";
import { eventResponse } from "./schema";
import { wordsOf } from "./words";

export interface Events {
  /** Hands in one event. That PagerDuty took it does not say that it did anything. */
  send(event: PagerDutyEvent, aboutToSend?: () => Promise<void>): Promise<void>;
  /** The integration's key, when it has the form of one; else an error that says so. */
  routingKey(): Promise<string>;
}

/**
 * The Events API v2. Its routing key is the secret, and travels in the body:
 * https://developer.pagerduty.com/docs/events-api-v2-overview
 */
export function createEvents(
  { eventsUrl, routingKeyName }: Settings["pagerduty"],
  secrets: Secrets,
): Events {
  const advice = `see that the secret "${routingKeyName}" holds the key of an Events API v2 integration`;
  const http = createHttp({
    vendor,
    baseUrl: eventsUrl,
    authorize: () => Promise.resolve({}),
    // 120 a minute, and no header says when to come back.
    rateLimitSeconds: 30,
    advice: { 400: `if it is the routing key, ${advice}`, 401: advice, 403: advice },
    wordsOf,
    kindOf: refusedKey,
  });

  async function routingKey(): Promise<string> {
    const key = await secrets.get(routingKeyName);
    if (/^[\w-]{32}$/.test(key)) return key;
    const message = `The secret "${routingKeyName}" must be a routing key: 32 letters and digits, as an Events API v2 integration shows it`;
    throw new ConnectorError(vendor, "auth", message);
  }

  async function enqueue(event: PagerDutyEvent, aboutToSend?: () => Promise<void>): Promise<void> {
    const key = await routingKey();
    await http.write(eventResponse, {
      ...(aboutToSend && { aboutToSend }),
      method: "POST",
      path: "/v2/enqueue",
      body: { routing_key: key, ...event },
      secrets: { key },
    });
  }

  return {
    routingKey,
    async send(event, aboutToSend) {
      await enqueue(event, aboutToSend).catch((error: unknown) => {
        if (!isRefusal(error)) throw error;
        secrets.forget(routingKeyName); // it may have been rotated since it was read
        return enqueue(event, aboutToSend);
      });
    },
  };
}

/** A key that is unknown, or too short, is refused like any other mistake in an event. */
const refusedKey = (status: number, body: unknown): FailureKind | undefined =>
  status === 400 && /routing[_ ]key/i.test(wordsOf(body)) ? "auth" : undefined;

const isRefusal = (error: unknown): boolean =>
  error instanceof ConnectorError && error.vendor === vendor && error.kind === "auth";
