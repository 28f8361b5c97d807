import { type Query, splitAt } from "./kql-query";
import type { Token } from "./kql-tokens";

/** Tables that the workspace has unless a scene says otherwise. */
export const commonTables = [
  "AADManagedIdentitySignInLogs",
  "AADNonInteractiveUserSignInLogs",
  "AADServicePrincipalSignInLogs",
  "ASimDnsActivityLogs",
  "AuditLogs",
  "AzureActivity",
  "AzureDiagnostics",
  "BehaviorAnalytics",
  "CommonSecurityLog",
  "DeviceEvents",
  "DeviceFileEvents",
  "DeviceInfo",
  "DeviceLogonEvents",
  "DeviceNetworkEvents",
  "DeviceProcessEvents",
  "DnsEvents",
  "EmailEvents",
  "Heartbeat",
  "IdentityInfo",
  "OfficeActivity",
  "SecurityAlert",
  "SecurityEvent",
  "SecurityIncident",
  "SentinelHealth",
  "SigninLogs",
  "Syslog",
  "ThreatIntelIndicators",
  "UrlClickEvents",
  "Watchlist",
];

const notTables = ["print", "range", "datatable", "externaldata", "search", "find", "union"];

/** Which tables a query names, and the first one that the workspace does not have. */
export function tablesOf(
  tokens: readonly Token[],
  query: Query,
  existing: ReadonlySet<string>,
  missing: ReadonlySet<string>,
) {
  const names = tokens.filter(({ kind }) => kind === "name").map(({ text }) => text);
  const legs = legsOf(query.source).filter((name) => !query.letNames.includes(name));
  const named = [...new Set([...names.filter((n) => existing.has(n) || missing.has(n)), ...legs])];
  const absent = named.filter((name) => !existing.has(name));
  const isForgiven = isFuzzy(query.source) && legs.some((name) => existing.has(name));
  const unforgiven = isForgiven ? absent.filter((name) => !legs.includes(name)) : absent;
  return { named, unresolved: unforgiven[0] };
}

/** The tables that a pipeline starts from: one, or the legs of a union. */
function legsOf(source: readonly Token[]): string[] {
  const [first, ...rest] = source;
  if (first?.text === "union") return splitAt(withoutParameters(rest), ",").flatMap(tableAt);
  return tableAt(source);
}

function tableAt(tokens: readonly Token[]): string[] {
  const [first, ...rest] = tokens;
  const [second] = rest;
  if (first?.text === "(") return tableAt(second === undefined ? [] : rest);
  if (first?.kind !== "name" || second?.text === "(" || notTables.includes(first.text)) return [];
  return [first.text];
}

/** `union isfuzzy=true withsource=T A, B`: parameters stand before the legs, without commas. */
export function withoutParameters(tokens: readonly Token[]): readonly Token[] {
  const [name, equals, , ...rest] = tokens;
  return name?.kind === "name" && equals?.text === "=" ? withoutParameters(rest) : tokens;
}

/** `union isfuzzy=true` only needs one leg that exists. */
const isFuzzy = (source: readonly Token[]): boolean =>
  source.some(
    ({ text }, index) =>
      text.toLowerCase() === "isfuzzy" && source[index + 2]?.text.toLowerCase() === "true",
  );
