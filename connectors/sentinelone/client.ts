import { ConnectorError, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, createHttp } from "../http";
import { type Agent, agentsResponse } from "./schema";

export const vendor = "sentinelone";

export interface SentinelOneSettings {
  url: string | undefined;
  secretName: string;
}

/** A console's API, an HTTP for each permission: so a 403 names the one that is missing. */
export interface SentinelOne {
  viewing: Http;
  disconnecting: Http;
  reconnecting: Http;
}

/** Connects to a console; throws `notConfigured` where none is named. */
export function openSentinelOne(
  { url, secretName }: SentinelOneSettings,
  secrets: Secrets,
): SentinelOne {
  if (url === undefined) throw notConfigured(vendor, "SENTINELONE_URL");
  const httpWith = (permission: string): Http =>
    createHttp({
      vendor,
      baseUrl: url,
      authorize: async () => {
        const token = (await secrets.get(secretName)).trim();
        return { Authorization: `ApiToken ${token}` };
      },
      forget: () => secrets.forget(secretName),
      rateLimitSeconds: 60,
      advice: {
        401: `put a valid API token of a service user into the secret "${secretName}"; one ends a year after it was made at the latest`,
        403: `give the service user a role with ${permission}`,
      },
      wordsOf,
    });
  return {
    viewing: httpWith("Endpoints: View"),
    disconnecting: httpWith("Endpoints: Disconnect From Network"),
    reconnecting: httpWith("Endpoints: Reconnect To Network"),
  };
}

/** Agents that a question fits; throws when they are too many for one page. */
export async function agentsWith(
  { viewing }: SentinelOne,
  query: Record<string, string>,
): Promise<Agent[]> {
  const { data, pagination } = await viewing.read(agentsResponse, {
    method: "GET",
    path: "/web/api/v2.1/agents",
    query: { ...query, limit: "100" },
  });
  if (!pagination?.nextCursor) return data;
  const message = "A list of agents went on after 100, so it was not relied on";
  throw new ConnectorError(vendor, "permanent", message);
}

/** The id of an agent, for a filter; throws for what is none. */
export function agentIdOf(id: string): string {
  if (agentId.test(id)) return id;
  const message = "What was given as an agent's id is none (a number), so nothing was asked";
  throw new ConnectorError(vendor, "permanent", message);
}

export const agentId = /^\d{10,20}$/;

function wordsOf(body: unknown): string {
  const { errors } = (body ?? {}) as { errors?: unknown };
  const [first] = Array.isArray(errors) ? (errors as (Record<string, unknown> | null)[]) : [];
  return [first?.["code"], first?.["title"], first?.["detail"]]
    .filter((word) => typeof word === "number" || (typeof word === "string" && word !== ""))
    .join(": ");
}
