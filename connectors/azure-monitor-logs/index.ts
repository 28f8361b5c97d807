import { notConfigured } from "../connector-error";
import type { Tokens } from "../credentials";
import type { Settings } from "../settings";
import { contextOfLogs } from "./context";
import { type Kql, kql } from "./kql";
import { createIndicatorLogs } from "./indicators";
import { type QueryAnswer, runQuery } from "./query";

const vendor = "azure-monitor-logs";

/**
 * What the workspace's own logs hold: what happened to entities, and the indicators of its threat
 * intelligence. `hostileLists` are the aliases of watchlists that speak against what is on them.
 */
export function azureMonitorLogs(
  { url, workspaceId }: Settings["logs"],
  tokens: Tokens,
  hostileLists: readonly string[] = [],
) {
  async function run(query: Kql, days: number, tables: readonly string[]): Promise<QueryAnswer> {
    if (workspaceId === undefined) throw notConfigured(vendor, "LOG_ANALYTICS_WORKSPACE_ID");
    return runQuery(query, days, { url, workspaceId, tokens, tables });
  }

  return {
    /** By the names of `domain/context-source.ts`. */
    context: contextOfLogs(run, hostileLists),

    /** Asks for nothing: that proves the identity, its role and the workspace. */
    async check(): Promise<string> {
      await run(kql`print Works = 1`, 1, []);
      return "queries are answered";
    },

    ...createIndicatorLogs(run),
  };
}
