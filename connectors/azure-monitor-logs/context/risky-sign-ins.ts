import { z } from "zod";
import { readableTime } from "../../../domain/readable-time";
import { counted } from "../../../domain/words";
import { kql } from "../kql";
import { maxRows } from "../queries";
import { moment, text } from "./cells";
import type { LogSource, Told } from "./log-source";
import { cloudNames, namelessAccount } from "./names";
import { daysText, listed, listedAfter, strongest } from "./telling";

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/signinlogs */
const row = z.object({
  TimeGenerated: moment,
  UserPrincipalName: text,
  UserId: text,
  IPAddress: text,
  Location: text,
  AppDisplayName: text,
  RiskLevelDuringSignIn: text,
  RiskState: text,
  ResultType: text,
});
type RiskySignIn = z.infer<typeof row>;

/** Sign-ins that Entra ID Protection called risky. Only the interactive table tells so. */
export const riskySignIns: LogSource<RiskySignIn> = {
  name: "risky-sign-ins",
  tables: ["SigninLogs"],
  namesOf: cloudNames,
  nameless: namelessAccount,
  query: (names, days) => kql`
let names = ${names};
SigninLogs
| where TimeGenerated > ago(${days} * 1d)
| where UserPrincipalName in~ (names) or UserId in~ (names)
| where RiskLevelDuringSignIn in ("medium", "high") or RiskState in ("atRisk", "confirmedCompromised")
| project TimeGenerated, UserPrincipalName, UserId, IPAddress, Location, AppDisplayName,
    RiskLevelDuringSignIn, RiskState, ResultType
| top ${maxRows + 1} by TimeGenerated desc`,
  row,
  namesIn: ({ UserPrincipalName, UserId }) => [UserPrincipalName, UserId],
  tell: (rows, _, days): Told => ({
    facts: [
      `${counted(rows.length, "risky sign-in")} ${daysText(days)}`,
      ...rows.slice(0, 3).map(factOf),
    ],
    signals: strongest(rows.filter(({ RiskState }) => !isSettled(RiskState)).map(signalOf)),
  }),
};

/** Somebody or something has looked at it, and said that it is over. */
const isSettled = (state: string | null): boolean =>
  ["dismissed", "remediated", "confirmedSafe"].includes(state ?? "");

function factOf({ TimeGenerated, RiskLevelDuringSignIn, ...one }: RiskySignIn): string {
  const ended = one.ResultType === "0" ? "succeeded" : "did not succeed";
  const where = listedAfter("from", [one.IPAddress]) + listedAfter("in", [one.Location]);
  const into = listedAfter("to", [one.AppDisplayName]);
  return `${listed([RiskLevelDuringSignIn]) || "unknown"} risk at ${readableTime(TimeGenerated)}${into}${where}, ${ended}, now ${listed([one.RiskState]) || "without a state"}`;
}

function signalOf(one: RiskySignIn): Told["signals"][number] {
  const strength =
    one.RiskState === "confirmedCompromised" ? 1 : one.RiskLevelDuringSignIn === "high" ? 0.9 : 0.6;
  return {
    name: "risky-sign-in",
    strength: one.ResultType === "0" ? strength : strength / 2,
    confidence: 0.8,
    at: one.TimeGenerated,
    because: `Risky sign-in: ${factOf(one)}`,
  };
}
