import { z } from "zod";
import { counted } from "../../../domain/words";
import { type Kql, kql } from "../kql";
import { maxRows, signInTables } from "../queries";
import { count, moment, someMoment, text } from "./cells";
import type { LogSource, Told } from "./log-source";
import { cloudNames, namelessAccount } from "./names";
import { daysText, lastOf, listed, listedAfter, seenIn, share, strongest, sumOf } from "./telling";

/**
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/signinlogs and
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/aadnoninteractiveusersigninlogs
 */
const row = z.object({
  UserPrincipalName: text,
  UserId: text,
  IPAddress: text,
  Location: text,
  SignIns: count,
  Failures: count,
  FirstSeen: moment,
  LastSeen: moment,
  FirstFailure: someMoment,
  LastSuccess: someMoment,
});
export type SignIns = z.infer<typeof row>;

/** Sign-ins, interactive or not, of accounts or from addresses: by one of either and a place, a row. */
export const signInsNaming = (names: string[], days: number): Kql => kql`
let names = ${names};
union isfuzzy=true SigninLogs, AADNonInteractiveUserSignInLogs
| where TimeGenerated > ago(${days} * 1d)
| where UserPrincipalName in~ (names) or UserId in~ (names) or IPAddress in~ (names)
| summarize SignIns = count(), Failures = countif(ResultType != "0"), FirstSeen = min(TimeGenerated),
    LastSeen = max(TimeGenerated), FirstFailure = minif(TimeGenerated, ResultType != "0"),
    LastSuccess = maxif(TimeGenerated, ResultType == "0") by UserPrincipalName, UserId, IPAddress, Location
| top ${maxRows + 1} by SignIns desc`;

/** Where accounts signed in from, interactive or not. */
export const signIns: LogSource<SignIns> = {
  name: "sign-ins",
  tables: signInTables,
  namesOf: cloudNames,
  nameless: namelessAccount,
  query: signInsNaming,
  row,
  namesIn: ({ UserPrincipalName, UserId }) => [UserPrincipalName, UserId],
  tell: (rows, _, days): Told => ({
    facts: [
      totalText(rows, days),
      `Signed in${listedAfter("from", addressesOf(rows), 6) || " from no address"}${listedAfter("in", countriesOf(rows), 6)}`,
    ],
    signals: [...strongest(guessed(rows)), ...newCountries(rows)],
  }),
};

/** How many sign-ins there were, and when. */
export function totalText(rows: SignIns[], days: number): string {
  const total = sumOf(rows, ({ SignIns }) => SignIns);
  const failures = sumOf(rows, ({ Failures }) => Failures);
  const seen = seenIn(rows);
  const failed = failures === 0 ? "none failed" : `${failures} failed`;
  return `${counted(total, "sign-in")} ${daysText(days)}${seen}, ${failed}`;
}

const addressesOf = (rows: SignIns[]) => rows.map(({ IPAddress }) => IPAddress);
const countriesOf = (rows: SignIns[]) => rows.map(({ Location }) => Location);

const manyFailures = 10;

/** Many failures at one address, and how bad that is: worse when a sign-in came after them. */
export function guessed(rows: SignIns[]): Told["signals"] {
  return rows
    .filter(({ Failures }) => Failures >= manyFailures)
    .map(({ Failures, FirstFailure, LastSuccess, IPAddress, UserPrincipalName, LastSeen }) => {
      const succeeded = FirstFailure !== null && LastSuccess !== null && LastSuccess > FirstFailure;
      const who = listed([UserPrincipalName]) || "an account";
      const from = listed([IPAddress]) || "an unknown address";
      return {
        name: "sign-in-failures" as const,
        strength: succeeded ? share(0.6 + Failures / 250) : share(Failures / 250, 0.1, 0.4),
        confidence: succeeded ? 0.8 : 0.6,
        at: succeeded ? LastSuccess : LastSeen,
        because: `${Failures} sign-ins of ${who} from ${from} failed${succeeded ? ", then one succeeded" : ""}`,
      };
    });
}

const recentMs = 3 * 86_400_000;

/** Countries that an account signed in from for the first time within the three days before its last sign-in. */
function newCountries(rows: SignIns[]): Told["signals"] {
  const succeeded = rows.filter(({ Location, LastSuccess }) => Location && LastSuccess !== null);
  const newest = Date.parse(lastOf(rows.map(({ LastSeen }) => LastSeen)) ?? "");
  const isRecent = (time: string): boolean => Date.parse(time) > newest - recentMs;
  const firstSeen = new Map<string, string>();
  for (const { Location, FirstSeen } of succeeded) {
    const earlier = firstSeen.get(Location!);
    if (earlier === undefined || FirstSeen < earlier) firstSeen.set(Location!, FirstSeen);
  }
  const usual = [...firstSeen].filter(([, time]) => !isRecent(time)).map(([country]) => country);
  if (usual.length === 0) return [];
  return [...firstSeen]
    .filter(([, time]) => isRecent(time))
    .slice(0, 3)
    .map(([country, at]) => ({
      name: "new-country" as const,
      strength: 0.6,
      confidence: 0.6,
      at,
      because: `Signed in from ${listed([country])} for the first time; before from ${listed(usual)}`,
    }));
}
