import { setTimeout as pause } from "node:timers/promises";
import { azureFailure } from "../azure-failure";
import { ConnectorError } from "../connector-error";
import type { Tokens } from "../credentials";
import { type LogsRows, audienceOfLogs, queryLogs, serverSeconds } from "./client";
import type { Kql } from "./kql";

const vendor = "azure-monitor-logs";

const advice = {
  403: "give the app's managed identity the role Log Analytics Reader on the workspace",
  404: "see that LOG_ANALYTICS_WORKSPACE_ID is the id of a workspace",
};

/** The rows of a query, or why there are none. */
export interface QueryAnswer extends LogsRows {
  /** Set when the workspace does not have the tables. */
  notCollected?: string;
}

export interface QueryOptions {
  url: string;
  workspaceId: string;
  tokens: Tokens;
  /** Those that the query cannot do without. */
  tables: readonly string[];
  /** How long to wait in all. */
  seconds?: number;
}

/** Runs a query over the last days of a workspace. */
export async function runQuery(
  query: Kql,
  days: number,
  { url, workspaceId, tokens, tables, seconds = serverSeconds + 10 }: QueryOptions,
): Promise<QueryAnswer> {
  const audience = audienceOfLogs(url);
  const attempt = async (): Promise<LogsRows> => {
    const token = await tokens.get(audience);
    const request = { url, workspaceId, token, query, days, seconds: seconds + 5 };
    return within(seconds, queryLogs(request));
  };

  try {
    return await attempt().catch((error: unknown) => {
      if (statusOf(error) !== 401) throw error;
      tokens.forget(audience);
      return attempt();
    });
  } catch (error) {
    const notCollected = missingTables(error, tables);
    if (notCollected) return { rows: [], notCollected };
    throw azureFailure(error, { vendor, name: "The query", rateLimitSeconds: 30, advice });
  }
}

/** A deadline of our own: the client's one is for the service to keep, and some clients ignore abort. */
async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  const won = new AbortController();
  const late = pause(seconds * 1000, undefined, { signal: won.signal, ref: false }).then(() => {
    throw new ConnectorError(vendor, "transient", `The query had no answer within ${seconds} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => {}); // an abandoned wait is no failure
    won.abort();
  }
}

const statusOf = (error: unknown): unknown => (error as { statusCode?: unknown }).statusCode;

/** SEM0100: the query names something that the workspace does not have, here one of its tables. */
function missingTables(error: unknown, tables: readonly string[]): string | undefined {
  if (statusOf(error) !== 400) return undefined;
  const text = JSON.stringify((error as { details?: unknown }).details ?? "");
  const isMissing = text.includes("SEM0100") && tables.some((table) => text.includes(`'${table}'`));
  return isMissing ? `the workspace has no table ${tables.join(" nor ")}` : undefined;
}
