import type { ActivitySummary } from "../../domain/activity-summary";
import type { AccountEntity } from "../../domain/entity";
import { notConfigured } from "../connector-error";
import type { Tokens } from "../credentials";
import type { Settings } from "../settings";
import { type Kql, kql } from "./kql";
import { createIndicatorLogs } from "./indicators";
import { accountQuery, addressQuery, maxRows, signInTables } from "./queries";
import { type QueryAnswer, runQuery } from "./query";
import { rowsAs, signInRow } from "./schema";
import { totalsOf } from "./summary";

const vendor = "azure-monitor-logs";

type Subject = ActivitySummary["subject"];

/** What the workspace's own logs hold: sign-ins, and the indicators of its threat intelligence. */
export function azureMonitorLogs({ url, workspaceId }: Settings["logs"], tokens: Tokens) {
  async function run(query: Kql, days: number, tables: readonly string[]): Promise<QueryAnswer> {
    if (workspaceId === undefined) throw notConfigured(vendor, "LOG_ANALYTICS_WORKSPACE_ID");
    return runQuery(query, days, { url, workspaceId, tokens, tables });
  }

  const summary = async (subject: Subject, days: number, query: Kql): Promise<ActivitySummary> =>
    summaryOf(subject, days, await run(query, days, signInTables));

  return {
    /** Where an account signed in from. One that is only known on premises is in none of these logs. */
    async accountActivity(account: AccountEntity, days: number): Promise<ActivitySummary> {
      const { label, userPrincipalName, aadUserId } = account;
      const subject: Subject = { kind: "Account", label };
      const names = userPrincipalName === undefined ? [] : [userPrincipalName];
      const objectIds = aadUserId === undefined ? [] : [aadUserId];
      if (names.length + objectIds.length > 0) {
        return summary(subject, days, accountQuery(names, objectIds, days));
      }
      return summaryOf(subject, days, {
        rows: [],
        notCollected: "sign-in logs name an account by its UPN or object id, and neither is known",
      });
    },

    /** Who signed in from an address. */
    addressActivity: async (address: string, days: number): Promise<ActivitySummary> =>
      summary({ kind: "Ip", label: address }, days, addressQuery(address, days)),

    /** Asks for nothing: that proves the identity, its role and the workspace. */
    async check(): Promise<string> {
      await run(kql`print Works = 1`, 1, []);
      return "queries are answered";
    },

    ...createIndicatorLogs(run),
  };
}

function summaryOf(
  subject: Subject,
  days: number,
  { rows, partial, notCollected }: QueryAnswer,
): ActivitySummary {
  const signIns = rowsAs(signInRow, rows);
  const isCut = rows.length > maxRows;
  const note =
    notCollected ?? partial ?? (isCut ? `only the ${maxRows} most frequent pairs` : undefined);
  const found = rows.length > 0 ? "found" : "none";
  return {
    subject,
    state: notCollected ? "not-collected" : note === undefined ? found : "partial",
    days,
    ...totalsOf(signIns.slice(0, maxRows)),
    ...(note === undefined ? {} : { note: note.slice(0, 300) }),
  };
}
