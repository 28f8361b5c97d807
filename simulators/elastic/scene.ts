import { checkedScene, isRecord } from "../simulator";
import type { ApiKey } from "./keys";

/** An index that is there, with or without documents. */
export interface IndexRow {
  name: string;
  shards: number;
  /** Of its shards: those that give no answer to a search. */
  failing: number;
}

/** What a test can decide about the cluster. */
export interface Settings {
  keys: ApiKey[];
  /** Whether searches end at their time, with half of what there is. */
  timesOut: boolean;
  /** Whether it has too much to do. */
  rejects: boolean;
  /** Whether an index that is written into comes into being. */
  autoCreate: boolean;
}

export interface DocumentRow {
  index: string;
  id: string;
  source: Record<string, unknown>;
}

const encoded = (text: string): string => Buffer.from(text).toString("base64");

/** Published: they open nothing but this simulator. */
const readKey = encoded("elastic-read:elastic-test-read-key");
const writeKey = encoded("elastic-write:elastic-test-write-key");

export const usual: Settings = {
  keys: [
    {
      id: "elastic-read",
      name: "soar context",
      encoded: readKey,
      username: "soar",
      grants: [{ names: ["logs-*", "winlogbeat-*"], privileges: ["read"] }],
    },
    {
      id: "elastic-write",
      name: "soar outcomes",
      encoded: writeKey,
      username: "soar",
      grants: [{ names: ["durable-response-outcomes"], privileges: ["create_doc"] }],
    },
  ],
  timesOut: false,
  rejects: false,
  autoCreate: true,
};

export type Scene = Partial<Settings> & {
  /** In place of all that there are. */
  indexes?: IndexRow[];
  documents?: Omit<DocumentRow, "id">[];
};

const expected =
  'The scene of "elastic" takes "keys" ([{id, name, encoded, username, grants: [{names, privileges}]}]), ' +
  '"indexes" ([{name, shards, failing}]), "documents" ([{index, source}]), ' +
  '"timesOut", "rejects" and "autoCreate" (true or false)';

const isText = (value: unknown): boolean => typeof value === "string";
const isFlag = (value: unknown): boolean => typeof value === "boolean";
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const each =
  (check: (value: Record<string, unknown>) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every((one) => isRecord(one) && check(one));

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  keys: each(
    ({ id, name, encoded: key, username, grants }) =>
      [id, name, key, username].every(isText) &&
      each(({ names, privileges }) => areTexts(names) && areTexts(privileges))(grants),
  ),
  indexes: each(({ name, shards, failing }) => isText(name) && isCount(shards) && isCount(failing)),
  documents: each(({ index, source }) => isText(index) && isRecord(source)),
  timesOut: isFlag,
  rejects: isFlag,
  autoCreate: isFlag,
};

export const sceneOf = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);

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
