import type { DocumentRow, IndexRow } from "./scene";

export const testIndexes: IndexRow[] = [
  { name: "logs-network-default", shards: 2, failing: 0 },
  { name: "winlogbeat-8", shards: 1, failing: 0 },
  { name: "durable-response-outcomes", shards: 1, failing: 0 },
];

/** Events of the hours before now that name the entities of the sample incidents. */
export const testDocuments = (now: number): Omit<DocumentRow, "id">[] =>
  [
    { index: "winlogbeat-8", hours: 30, source: failedLogon("45.83.64.10", "failure") },
    { index: "winlogbeat-8", hours: 3, source: failedLogon("45.83.64.10", "success") },
    {
      index: "logs-network-default",
      hours: 2,
      source: {
        event: { dataset: "panw.panos", action: "flow_allowed" },
        source: { ip: "10.0.0.7" },
        destination: { ip: "45.83.64.10", domain: "contoso-secure-login.net" },
      },
    },
  ].map(({ index, hours, source }) => ({
    index,
    source: { "@timestamp": new Date(now - hours * 3_600_000).toISOString(), ...source },
  }));

const failedLogon = (ip: string, outcome: string) => ({
  event: { dataset: "system.security", action: "logon", outcome },
  source: { ip },
  user: { name: "alex", domain: "CONTOSO", email: "alex@contoso.example" },
  host: { name: "srv-01" },
});
