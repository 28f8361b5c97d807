import { z } from "zod";
import { counted } from "../../../domain/words";
import { kql } from "../kql";
import { maxRows } from "../queries";
import { count, moment, text } from "./cells";
import type { LogSource, Subject, Told } from "./log-source";
import { addressNames, domainNames, withParents } from "./names";
import { daysText, listed, listedAfter, seenIn, sumOf } from "./telling";

/**
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/dnsevents and
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/asimdnsactivitylogs
 */
const row = z.object({
  Query: text,
  Client: text,
  Answers: text,
  Lookups: count,
  FirstSeen: moment,
  LastSeen: moment,
});
type Lookups = z.infer<typeof row>;

/** Who asked for domains, what addresses were asked for, and what answered with them. */
export const dnsQueries: LogSource<Lookups> = {
  name: "dns-queries",
  tables: ["DnsEvents", "ASimDnsActivityLogs"],
  namesOf: (entity) => [...domainNames(entity), ...addressNames(entity)],
  nameless: "it is neither an address nor a domain",
  query: (names, days) => kql`
let names = ${names};
union isfuzzy=true
    (DnsEvents
    | where TimeGenerated > ago(${days} * 1d)
    | where Name has_any (names) or ClientIP in~ (names) or IPAddresses has_any (names)
    | project TimeGenerated, Query = Name, Client = ClientIP, Answers = IPAddresses),
    (ASimDnsActivityLogs
    | where TimeGenerated > ago(${days} * 1d)
    | where DnsQuery has_any (names) or SrcIpAddr in~ (names) or DnsResponseName has_any (names)
    | project TimeGenerated, Query = DnsQuery, Client = SrcIpAddr, Answers = DnsResponseName)
| summarize Lookups = count(), FirstSeen = min(TimeGenerated), LastSeen = max(TimeGenerated)
    by Query, Client, Answers
| top ${maxRows + 1} by Lookups desc`,
  row,
  namesIn: ({ Query, Client, Answers }) => [
    ...withParents(Query ?? ""),
    Client,
    ...(Answers ?? "").split(/[,;\s]+/),
  ],
  tell(rows, subject, days): Told {
    const asClient = rows.filter(({ Client }) => isIn(Client, subject));
    const asked = rows.filter(({ Client }) => !isIn(Client, subject));
    return {
      facts: [
        ...(asked.length === 0 ? [] : [askedText(asked, days)]),
        ...(asClient.length === 0
          ? []
          : [
              `It asked for ${listed(
                asClient.map(({ Query }) => Query),
                6,
              )}${seenIn(asClient)}`,
            ]),
      ],
      signals: [],
      touches: asked.flatMap(({ Client }) => Client ?? []),
    };
  },
};

const isIn = (name: string | null, { names }: Subject): boolean =>
  name !== null && names.has(name.toLowerCase());

function askedText(rows: Lookups[], days: number): string {
  const times = counted(
    sumOf(rows, ({ Lookups }) => Lookups),
    "time",
  );
  const by = listedAfter(
    "by",
    rows.map(({ Client }) => Client),
    4,
  );
  return `Looked up ${times} ${daysText(days)}${seenIn(rows)}${by}`;
}
