import { z } from "zod";
import { specialRange } from "../../../domain/address";
import { counted } from "../../../domain/words";
import { kql } from "../kql";
import { maxRows } from "../queries";
import { bytes, count, moment, text, texts } from "./cells";
import type { LogSource, Subject, Told } from "./log-source";
import { addressNames, namelessAddress } from "./names";
import {
  bytesText,
  daysText,
  lastOf,
  listed,
  listedAfter,
  seenIn,
  share,
  strongest,
  sumOf,
} from "./telling";

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/commonsecuritylog */
const row = z.object({
  DeviceVendor: text,
  DeviceProduct: text,
  DeviceAction: text,
  SourceIP: text,
  DestinationIP: text,
  Flows: count,
  Sent: bytes,
  Received: bytes,
  Ports: z.array(z.coerce.string()).nullable().catch(null),
  Hosts: texts,
  FirstSeen: moment,
  LastSeen: moment,
});
type Flows = z.infer<typeof row>;

/** What firewalls and proxies saw of addresses: also which of our own a block of one would touch. */
export const firewallTraffic: LogSource<Flows> = {
  name: "firewall-traffic",
  tables: ["CommonSecurityLog"],
  namesOf: addressNames,
  nameless: namelessAddress,
  query: (names, days) => kql`
let names = ${names};
CommonSecurityLog
| where TimeGenerated > ago(${days} * 1d)
| where SourceIP in~ (names) or DestinationIP in~ (names)
| summarize Flows = count(), Sent = sum(SentBytes), Received = sum(ReceivedBytes),
    Ports = make_set(DestinationPort, 20), Hosts = make_set(SourceHostName, 5),
    FirstSeen = min(TimeGenerated), LastSeen = max(TimeGenerated)
    by DeviceVendor, DeviceProduct, DeviceAction, SourceIP, DestinationIP
| top ${maxRows + 1} by Flows desc`,
  row,
  namesIn: ({ SourceIP, DestinationIP }) => [SourceIP, DestinationIP],
  tell(rows, subject, days): Told {
    const allowed = rows.filter((one) => !isBlocked(one));
    const blocked = rows.filter(isBlocked);
    return {
      facts: [
        ...(allowed.length === 0 ? [] : [factOf("passed", allowed, days)]),
        ...(blocked.length === 0 ? [] : [factOf("were blocked", blocked, days)]),
        ...portsText(rows),
      ],
      signals: [
        ...strongest(allowed.flatMap((one) => exfiltration(one))),
        ...blockedTraffic(blocked.filter((one) => speaksAgainst(one, subject))),
      ],
      touches: allowed.flatMap((one) => oursIn(one, subject)),
    };
  },
};

/** Vendors have words of their own for what they did. */
const isBlocked = ({ DeviceAction }: Flows): boolean =>
  /den(?:y|ied)|drop|block|reset|reject|prevent/i.test(DeviceAction ?? "");

function factOf(what: string, rows: Flows[], days: number): string {
  const flows = counted(
    sumOf(rows, ({ Flows }) => Flows),
    "flow",
  );
  const sent = bytesText(sumOf(rows, ({ Sent }) => Sent));
  const received = bytesText(sumOf(rows, ({ Received }) => Received));
  const by = listedAfter(
    "by",
    rows.map(({ DeviceProduct }) => DeviceProduct),
    2,
  );
  return `${flows} ${what} ${daysText(days)}${by}${seenIn(rows)}, ${sent} sent, ${received} received`;
}

const isOurs = (address: string | null): boolean =>
  address !== null && /private|carrier|unique local/i.test(specialRange(address) ?? "");

/** The other end, when it is inside: by its host's name where the firewall knows it. */
function oursIn({ SourceIP, DestinationIP, Hosts }: Flows, { names }: Subject): string[] {
  const other = names.has(SourceIP?.toLowerCase() ?? "") ? DestinationIP : SourceIP;
  if (other === null || !isOurs(other)) return [];
  const hosts = other === SourceIP ? (Hosts ?? []).filter((host) => host !== null && host) : [];
  return hosts.length === 0 ? [other] : hosts.map(String);
}

function portsText(rows: Flows[]): string[] {
  const ports = listed(
    rows.flatMap(({ Ports }) => Ports ?? []),
    8,
  );
  return ports === "" ? [] : [`Ports ${ports}`];
}

/** What was kept from reaching one of ours says nothing against that one. */
const speaksAgainst = ({ SourceIP, DestinationIP }: Flows, { names }: Subject): boolean =>
  names.has(SourceIP?.toLowerCase() ?? "") || !isOurs(DestinationIP);

const muchBytes = 100_000_000;

function exfiltration({ SourceIP, DestinationIP, Sent, LastSeen }: Flows): Told["signals"] {
  if (Sent < muchBytes || !isOurs(SourceIP) || isOurs(DestinationIP)) return [];
  return [
    {
      name: "exfiltration",
      strength: share(Sent / 1_000_000_000, 0.3),
      confidence: 0.6,
      at: LastSeen,
      because: `${bytesText(Sent)} sent from ${listed([SourceIP])} to ${listed([DestinationIP])}`,
    },
  ];
}

function blockedTraffic(rows: Flows[]): Told["signals"] {
  const flows = sumOf(rows, ({ Flows }) => Flows);
  const at = lastOf(rows.map(({ LastSeen }) => LastSeen));
  if (flows === 0 || at === undefined) return [];
  const by =
    listed(
      rows.map(({ DeviceProduct }) => DeviceProduct),
      2,
    ) || "a firewall";
  const strength = share(flows / 100, 0.1);
  const because = `${counted(flows, "flow")} blocked by ${by}`;
  return [{ name: "blocked-traffic", strength, confidence: 0.7, at, because }];
}
