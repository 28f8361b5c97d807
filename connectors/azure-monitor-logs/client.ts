import type { LogsTable } from "@azure/monitor-query";
import { directClient } from "../azure-http-client";
import { audienceOf, isLoopbackHttp } from "../base-url";
import type { Token } from "../credentials";
import type { Kql } from "./kql";

// The client's token policy refuses http; to a simulator its requests go by this name and are turned.
const insteadOfLoopback = "https://loopback.invalid";

const publicAudience = "https://api.loganalytics.io";

/** How long the service may work on a query. */
export const serverSeconds = 60;

export interface LogsRequest {
  url: string;
  workspaceId: string;
  token: Token;
  query: Kql;
  days: number;
  /** After that the connection is closed. */
  seconds: number;
}

/** Rows by column name; `partial` says why there are not all. */
export interface LogsRows {
  rows: Record<string, unknown>[];
  partial?: string;
}

/** Each cloud's logs have their own audience; the public one's two addresses share one. */
export function audienceOfLogs(url: string): string {
  const audience = audienceOf(url, publicAudience);
  return audience === "https://api.loganalytics.azure.com" ? publicAudience : audience;
}

/** One query by Microsoft's client: https://learn.microsoft.com/azure/azure-monitor/logs/api/overview */
export async function queryLogs(request: LogsRequest): Promise<LogsRows> {
  const { workspaceId, query, days } = request;
  const client = await createClient(request);
  const answer = await client.queryWorkspace(
    workspaceId,
    query,
    { duration: `P${days}D` },
    { serverTimeoutInSeconds: serverSeconds },
  );
  if ("tables" in answer) return { rows: rowsOf(answer.tables) };
  return { rows: rowsOf(answer.partialTables), partial: reasonOf(answer.partialError.message) };
}

/** A new client each time: one keeps its token to the end, also when it was refused. */
async function createClient({ url, token, seconds }: LogsRequest) {
  const { LogsQueryClient } = await import("@azure/monitor-query");
  const isSimulated = isLoopbackHttp(url);
  const redirect = (address: string): string => url + address.slice(insteadOfLoopback.length);
  return new LogsQueryClient(
    { getToken: () => Promise.resolve(token) },
    {
      endpoint: isSimulated ? insteadOfLoopback : url,
      audience: audienceOfLogs(url),
      retryOptions: { maxRetries: 0 },
      redirectOptions: { maxRetries: 0 },
      httpClient: await directClient(isSimulated ? { seconds, redirect } : { seconds }),
    },
  );
}

function rowsOf([table]: LogsTable[]): Record<string, unknown>[] {
  if (!table) return [];
  return table.rows.map((row) =>
    Object.fromEntries(table.columnDescriptors.map(({ name }, index) => [name ?? "", row[index]])),
  );
}

/** The client joins the outer and the innermost message, also when they are one. */
function reasonOf(message: string): string {
  const [outer = "", ...inner] = message.split(".  ");
  return inner.at(-1) || outer;
}
