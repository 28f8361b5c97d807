import { checkedScene, isRecord } from "../simulator";
import type { TransformMap } from "./import-sets";
import type { RateRule } from "./rate-rule";
import { type Row, tables } from "./tables";

/** What a test can decide about the instance. */
export interface Scene {
  /** Whether Security Incident Response is installed: without it there is no sn_si_incident. */
  securityIncidents?: boolean;
  /** A developer instance that sleeps: every answer is a page with status 200. */
  hibernating?: boolean;
  /** null takes the rule away. */
  rateLimit?: RateRule | null;
  /** glide.invalid_query.returns_no_rows. */
  invalidQueryReturnsNoRows?: boolean;
  /** glide.oauth.inbound.client.credential.grant_type.enabled. */
  clientCredentials?: boolean;
  /** What the integration user may do: `itil` opens incidents, `sn_si.analyst` security incidents. */
  roles?: string[];
  /** Whether the integration user may read sys_journal_field. */
  readsJournal?: boolean;
  /** By staging table: what an import set does with its rows. None out of the box. */
  transformMaps?: Record<string, TransformMap>;
  /** Records by table: with a known sys_id they change it, as if someone else had done so. */
  records?: Record<string, Row[]>;
}

const expected =
  'The scene of "servicenow" takes "securityIncidents", "hibernating", "invalidQueryReturnsNoRows", ' +
  '"clientCredentials" and "readsJournal" (true or false), "roles" (a list of names), "rateLimit" ' +
  '({limit} or null), "transformMaps" ({staging table: {table, coalesce}}) and "records" ({table: ' +
  "[{field: string}]})";

const isFlag = (value: unknown): boolean => typeof value === "boolean";

const isRow = (value: unknown): boolean =>
  isRecord(value) && Object.values(value).every((field) => typeof field === "string");

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  securityIncidents: isFlag,
  hibernating: isFlag,
  invalidQueryReturnsNoRows: isFlag,
  clientCredentials: isFlag,
  readsJournal: isFlag,
  roles: (value) => Array.isArray(value) && value.every((role) => typeof role === "string"),
  rateLimit: (value) =>
    value === null ||
    (isRecord(value) && Number.isInteger(value.limit) && Number(value.limit) >= 0),
  transformMaps: (value) =>
    isRecord(value) &&
    Object.values(value).every(
      (map) =>
        isRecord(map) &&
        Object.hasOwn(tables, String(map.table)) &&
        typeof map.coalesce === "string",
    ),
  records: (value) =>
    isRecord(value) &&
    Object.entries(value).every(
      ([name, rows]) => Object.hasOwn(tables, name) && Array.isArray(rows) && rows.every(isRow),
    ),
};

/** A scene from outside, checked. Throws a SceneError that says what is expected. */
export const parseScene = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);
