import { type Kql, kql } from "./kql";

/** Rows that a query gives at most; one more tells that there are more. */
export const maxRows = 500;

/** Where both queries look; a workspace may lack one of them, not both. */
export const signInTables = ["SigninLogs", "AADNonInteractiveUserSignInLogs"] as const;

/** Sign-ins of an account, by its names and its object ids, interactive or not. */
export const accountQuery = (names: string[], objectIds: string[], days: number): Kql => kql`
let names = ${names};
let object_ids = ${objectIds};
union isfuzzy=true SigninLogs, AADNonInteractiveUserSignInLogs
| where TimeGenerated > ago(${days} * 1d)
| where UserPrincipalName in~ (names) or UserId in~ (object_ids)
| summarize SignIns = count(), Failures = countif(ResultType != "0"), Countries = make_set(Location, 10),
    FirstSeen = min(TimeGenerated), LastSeen = max(TimeGenerated) by UserPrincipalName, IPAddress
| top ${maxRows + 1} by SignIns desc`;

/** Sign-ins from an address, of whatever account. */
export const addressQuery = (address: string, days: number): Kql => kql`
let addresses = ${[address]};
union isfuzzy=true SigninLogs, AADNonInteractiveUserSignInLogs
| where TimeGenerated > ago(${days} * 1d)
| where IPAddress in (addresses)
| summarize SignIns = count(), Failures = countif(ResultType != "0"), Countries = make_set(Location, 10),
    FirstSeen = min(TimeGenerated), LastSeen = max(TimeGenerated) by UserPrincipalName, IPAddress
| top ${maxRows + 1} by SignIns desc`;
