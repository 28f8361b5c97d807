import { checkedScene, isRecord } from "../simulator";
import type { ApiKey } from "./keys";

/** An index that is there, with or without documents. */
export interface IndexRow {
  name: string;
  shards: number;
  /** Of its shards: those that give no answer to a search. */
  failing: number;
}

/** An alert of Elastic Security in the default space. */
export interface AlertRow {
  id: string;
  /** "open", "acknowledged" or "closed". */
  status: string;
}

/** What a test can decide about the cluster. */
export interface Settings {
  keys: ApiKey[];
  /** Whether searches end at their time, with half of what there is. */
  timesOut: boolean;
  /** Whether it has too much to do. */
  rejects: boolean;
  /** Of the index of Elastic Security's alerts. */
  alertShards: number;
  failingAlertShards: number;
  /** Changes of alerts that find that somebody changed them right before. */
  conflicts: number;
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
const kibanaKey = encoded("elastic-kibana:elastic-test-kibana-key");
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
    {
      id: "elastic-kibana",
      name: "soar alerts",
      encoded: kibanaKey,
      username: "soar",
      grants: [
        {
          names: [".alerts-security.alerts-default"],
          privileges: ["read", "write", "maintenance", "view_index_metadata"],
        },
      ],
      kibana: "all",
    },
  ],
  timesOut: false,
  alertShards: 1,
  failingAlertShards: 0,
  conflicts: 0,
  rejects: false,
  autoCreate: true,
};

export type Scene = Partial<Settings> & {
  /** In place of all that there are. */
  indexes?: IndexRow[];
  documents?: Omit<DocumentRow, "id">[];
  /** Of Elastic Security. */
  alerts?: AlertRow[];
};

const expected =
  'The scene of "elastic" takes "keys" ([{id, name, encoded, username, grants: [{names, privileges}]}]), ' +
  '"indexes" ([{name, shards, failing}]), "documents" ([{index, source}]), ' +
  '"alerts" ([{id, status}]), "alertShards", "failingAlertShards" and "conflicts" (numbers), ' +
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
    ({ id, name, encoded: key, username, grants, kibana }) =>
      [id, name, key, username].every(isText) &&
      [undefined, "read", "all"].includes(kibana as string | undefined) &&
      each(({ names, privileges }) => areTexts(names) && areTexts(privileges))(grants),
  ),
  indexes: each(({ name, shards, failing }) => isText(name) && isCount(shards) && isCount(failing)),
  alerts: each(({ id, status }) => isText(id) && isText(status)),
  alertShards: isCount,
  failingAlertShards: isCount,
  conflicts: isCount,
  documents: each(({ index, source }) => isText(index) && isRecord(source)),
  timesOut: isFlag,
  rejects: isFlag,
  autoCreate: isFlag,
};

export const sceneOf = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);
