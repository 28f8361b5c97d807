import { createHash } from "node:crypto";
import { demoRows } from "../../simulators/azure-monitor-logs/demo-rows";
import type { Policy } from "../../domain/policy";
import type { RunningSimulators } from "../../simulators/server";
import { askingNobody } from "./app-process";
import { incidentBody } from "./incident-body";

/** What the largest incident names: 50 entities of six kinds, all of which the simulators know as bad. */
export const largest = { entities: 50, containments: 30 } as const;

const list = <T>(length: number, of: (index: number) => T): T[] =>
  Array.from({ length }, (_, index) => of(index));
const twoDigits = (index: number): string => String(index).padStart(2, "0");

const addresses = list(12, (index) => `45.83.71.${index + 1}`);
const domains = list(8, (index) => `signin-portal-${twoDigits(index)}.net`);
const urls = list(
  8,
  (index) => `https://files-${twoDigits(index)}.net/invoice/download?id=${index}`,
);
const hashes = list(8, (index) => createHash("sha256").update(`sample ${index}`).digest("hex"));
const users = list(8, (index) => ({
  id: `1a46e000-0000-4000-8000-0000000000${twoDigits(index)}`,
  userPrincipalName: `person-${twoDigits(index)}@contoso.example`,
  displayName: `Person ${twoDigits(index)}`,
  methodsRegistered: [],
  risk: {
    riskLevel: "high",
    riskState: "atRisk",
    riskDetail: "none",
    riskLastUpdatedDateTime: new Date().toISOString(),
  },
}));
const machines = list(6, (index) => ({
  id: `1a46e${String(index).padStart(35, "0")}`,
  computerDnsName: `laptop-${twoDigits(index)}.contoso.example`,
  riskScore: "High",
  exposureLevel: "High",
}));

const entity = (kind: string, properties: Record<string, unknown>) => ({ kind, properties });
const entities = [
  ...addresses.map((address) => entity("Ip", { address })),
  ...domains.map((domainName) => entity("DnsResolution", { domainName })),
  ...urls.map((url) => entity("Url", { url })),
  ...hashes.map((hashValue) => entity("FileHash", { algorithm: "SHA256", hashValue })),
  ...users.map(({ id, userPrincipalName }) => {
    const [accountName, upnSuffix] = userPrincipalName.split("@");
    return entity("Account", { accountName, upnSuffix, aadUserId: id });
  }),
  ...machines.map(({ id, computerDnsName }) => {
    const [hostName, ...domain] = computerDnsName.split(".");
    const additionalData = { MdatpDeviceId: id };
    return entity("Host", { hostName, dnsDomain: domain.join("."), additionalData });
  }),
];

/** All that the logs say of the account of the samples, and of what it used, once for each of the accounts. */
function rowsAboutAll(): Record<string, object[]> {
  const text = JSON.stringify(demoRows);
  const copies = users.map(({ id }, index) => {
    const said = text
      .replaceAll("99999999-9999-9999-9999-999999999999", id)
      .replaceAll("alex", `person-${twoDigits(index)}`)
      .replaceAll("srv-01", `laptop-${twoDigits(index % machines.length)}`)
      .replaceAll("45.83.64.10", addresses[index]!)
      .replaceAll("contoso-secure-login.net", domains[index]!)
      .replaceAll(/[0-9a-f]{64}/g, hashes[index]!);
    return JSON.parse(said) as Record<string, object[]>;
  });
  return Object.fromEntries(
    Object.keys(demoRows).map((table) => [table, copies.flatMap((copy) => copy[table] ?? [])]),
  );
}

/** Makes the incident in the simulators, and everything that it names; answers its trigger's body. */
export function stageLargest(simulators: RunningSimulators, name: string) {
  const properties = { title: "Many things at once", severity: "High", status: "New" } as const;
  simulators.scene("sentinel", { incidents: [{ name, ...properties, entities }] });
  simulators.scene("microsoft-graph", { users });
  // How long a provider takes is not what is measured.
  simulators.scene("azure-network", { updateSeconds: 0 });
  simulators.scene("defender-endpoint", { machines, pendingSeconds: 0, runSeconds: 0 });
  simulators.scene("azure-monitor-logs", { rows: rowsAboutAll() });
  const objects = [...addresses, ...domains, ...urls, ...hashes].map((value) => [
    value,
    { malicious: 12, harmless: 40, undetected: 10 },
  ]);
  simulators.scene("virustotal", { objects: Object.fromEntries(objects) });
  return incidentBody({ name, properties: { ...properties, relatedEntities: entities } });
}

/** Five of each of the six kinds of containment, alone or after people agreed; every source and channel. */
export function policyOfLargest(shipped: Policy, act: "alone" | "ask"): Policy {
  const policy = askingNobody(shipped);
  const kinds = Object.fromEntries(
    Object.entries(policy.contain.kinds).map(([kind, rules]) => [
      kind,
      { ...rules, act, fromVerdict: "suspicious", maxPerIncident: 5 },
    ]),
  ) as Policy["contain"]["kinds"];
  const limits = { perIncident: largest.containments, perHour: 1_000, perDay: 1_000 };
  return {
    ...policy,
    sources: Object.fromEntries(
      Object.entries(policy.sources).map(([source, rules]) => [
        source,
        { ...rules, isAsked: true },
      ]),
    ) as Policy["sources"],
    budgets: {},
    notify: {
      ...policy.notify,
      channels: ["teams", "slack", "mail"],
      mailTo: ["soc@contoso.example"],
      pageFromSeverity: "Low",
    },
    contain: { ...policy.contain, limits, kinds },
  };
}
