import { setTimeout as pauseFor } from "node:timers/promises";
import { z } from "zod";
import type { OutcomeEvent } from "../../domain/report/outcome-event";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, createHttp } from "../http";
import { vendor } from "./client";

export interface HecOptions {
  url: string | undefined;
  secretName: string;
  /** That of the token when left out. */
  index: string | undefined;
  /** Set where the token has indexer acknowledgement. */
  channel: string | undefined;
}

const taken = z.object({ code: z.literal(0), ackId: z.number().optional() });
const acks = z.object({ acks: z.record(z.string(), z.boolean()) });
const healthy = z.object({ code: z.number() });

/** Splunk's own number for a full queue, which comes with status 503. */
const busy = 9;
const waitsMs = [200, 500, 1_000, 2_000, 4_000];

/** The HTTP Event Collector: https://docs.splunk.com/Documentation/Splunk/latest/Data/HECRESTendpoints */
export function eventCollector(options: HecOptions, secrets: Secrets) {
  const { url, secretName, index, channel } = options;
  let opened: Http | undefined;

  function http(): Http {
    if (url === undefined) throw notConfigured(vendor, "SPLUNK_HEC_URL");
    const authorize = async () => ({
      Authorization: `Splunk ${(await secrets.get(secretName)).trim()}`,
      ...(channel !== undefined && { "X-Splunk-Request-Channel": channel }),
    });
    const invalid = `put a valid token of the HTTP Event Collector into the secret "${secretName}"`;
    return (opened ??= createHttp({
      vendor,
      baseUrl: url,
      authorize,
      forget: () => secrets.forget(secretName),
      refusals: [401, 403],
      rateLimitSeconds: 30,
      kindOf: (status, body) =>
        status === 503 && codeOf(body) === busy ? "rate-limited" : undefined,
      wordsOf,
      advice: {
        400: "see that SPLUNK_HEC_INDEX is one of the token's indexes, and that SPLUNK_HEC_CHANNEL is set where the token has indexer acknowledgement",
        401: invalid,
        403: invalid,
      },
    }));
  }

  /** Whether the event is stored for good; what it is not told in time is no failure, since the event was taken. */
  async function isIndexed(id: number | undefined): Promise<boolean> {
    if (channel === undefined || id === undefined) return false;
    const request = {
      method: "POST",
      path: "/services/collector/ack",
      query: { channel },
      body: { acks: [id] },
    } as const;
    for (const waitMs of waitsMs) {
      const answer = await http()
        .read(acks, request)
        .catch(() => undefined);
      if (answer === undefined) return false;
      if (answer.acks[String(id)]) return true;
      await pauseFor(waitMs);
    }
    return false;
  }

  return {
    /** Writes one event. Splunk knows no repeat: `id` is for those who search. */
    async write(event: OutcomeEvent & { id: string }, aboutToSend?: () => Promise<void>) {
      const answer = await http()
        .write(taken, {
          method: "POST",
          path: "/services/collector/event",
          body: {
            time: Date.parse(event.at) / 1_000,
            source: "durable-response",
            sourcetype: "durable-response:outcome",
            ...(index !== undefined && { index }),
            event,
          },
          ...(aboutToSend && { aboutToSend }),
        })
        .catch((error: unknown) => {
          throw surelyNot(error);
        });
      return { isIndexed: await isIndexed(answer.ackId) };
    },

    /** Asks for its health, which needs no token. */
    async check(): Promise<string> {
      await http().read(healthy, { method: "GET", path: "/services/collector/health" });
      return "the collector takes events; only an event would prove the token";
    },
  };
}

/** With a full queue nothing was taken, though its status is one of those that leave it open. */
function surelyNot(error: unknown): unknown {
  if (!(error instanceof ConnectorError) || error.kind !== "rate-limited") return error;
  const { status, retryAfterSeconds } = error;
  const message = `The HTTP Event Collector answered ${status}: it has too much to do, and took nothing`;
  return new ConnectorError(vendor, "rate-limited", message, { status, retryAfterSeconds });
}

const membersOf = (body: unknown) => (body ?? {}) as { text?: unknown; code?: unknown };
const codeOf = (body: unknown): unknown => membersOf(body).code;

/** {"text": "Incorrect index", "code": 7} */
function wordsOf(body: unknown): string {
  const { text, code } = membersOf(body);
  const words = typeof text === "string" ? text : "";
  return typeof code === "number" ? `code ${code}${words && `: ${words}`}` : words;
}
