import { z } from "zod";
import type { ActivitySummary } from "../../domain/activity-summary";
import type { AccountEntity } from "../../domain/entity";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Tokens } from "../credentials";
import type { Settings } from "../settings";
import { type Kql, kql } from "./kql";
import { accountQuery, addressQuery, maxRows, signInTables } from "./queries";
import { type QueryAnswer, runQuery } from "./query";
import { signInRow } from "./schema";
import { totalsOf } from "./summary";

const vendor = "azure-monitor-logs";

type Subject = ActivitySummary["subject"];

/** Sign-ins in the workspace's own logs. */
export function azureMonitorLogs({ url, workspaceId }: Settings["logs"], tokens: Tokens) {
  async function summary(subject: Subject, days: number, query: Kql): Promise<ActivitySummary> {
    if (workspaceId === undefined) throw notConfigured(vendor, "LOG_ANALYTICS_WORKSPACE_ID");
    const options = { url, workspaceId, tokens, tables: signInTables };
    return summaryOf(subject, days, await runQuery(query, days, options));
  }

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
      if (workspaceId === undefined) throw notConfigured(vendor, "LOG_ANALYTICS_WORKSPACE_ID");
      await runQuery(kql`print Works = 1`, 1, { url, workspaceId, tokens, tables: [] });
      return "queries are answered";
    },
  };
}

function summaryOf(
  subject: Subject,
  days: number,
  { rows, partial, notCollected }: QueryAnswer,
): ActivitySummary {
  const parsed = z.array(signInRow).safeParse(rows);
  if (!parsed.success) {
    const columns = new Set(parsed.error.issues.map(({ path }) => String(path[1])));
    const message = `The query answered without the expected ${[...columns].join(", ")}`;
    throw new ConnectorError(vendor, "permanent", message);
  }
  const isCut = rows.length > maxRows;
  const note =
    notCollected ?? partial ?? (isCut ? `only the ${maxRows} most frequent pairs` : undefined);
  const found = rows.length > 0 ? "found" : "none";
  return {
    subject,
    state: notCollected ? "not-collected" : note === undefined ? found : "partial",
    days,
    ...totalsOf(parsed.data.slice(0, maxRows)),
    ...(note === undefined ? {} : { note: note.slice(0, 300) }),
  };
}
