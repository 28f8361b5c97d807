import { checkedScene, isRecord } from "../simulator";
import type { EventRow } from "./filter";

/** A finding of Enterprise Security as it came into the index. */
export interface NotableRow {
  eventId: string;
  at: string;
}

/** What a test can decide about the search head. */
export interface Settings {
  token: string;
  /** Of the token's user. */
  capabilities: string[];
  /** That the token's user may search; events of others are not found, and nobody says so. */
  searchable: string[];
  /** How long a search takes. */
  searchSeconds: number;
  /** Searches that run at a time; more of them wait. */
  mostSearches: number;
  /** What ends every search as failed; null when none fails. */
  fails: string | null;
  /** What every search's job warns of. */
  warnings: string[];
  /** Of a user of Enterprise Security. */
  esToken: string;
  esCapabilities: string[];
  esSearchable: string[];
  /** Whether Enterprise Security is installed. */
  hasEnterpriseSecurity: boolean;
  /** Why no finding may change; null where each may. */
  refusesTransition: string | null;
  /** Of the HTTP Event Collector. */
  hecToken: string;
  /** Whether that token has indexer acknowledgement. */
  hecAcks: boolean;
  hecIndexes: string[];
  hecBusy: boolean;
  /** How long it takes until what was taken is indexed. */
  indexSeconds: number;
}

export const usual: Settings = {
  token: "splunk-test-token",
  capabilities: ["search", "list_search_head_clustering"],
  searchable: ["main", "windows"],
  searchSeconds: 0,
  mostSearches: 10,
  fails: null,
  warnings: [],
  esToken: "splunk-test-es-token",
  esCapabilities: ["search", "edit_notable_events"],
  esSearchable: ["notable"],
  hasEnterpriseSecurity: true,
  refusesTransition: null,
  hecToken: "splunk-test-hec-token",
  hecAcks: false,
  hecIndexes: ["main", "soar"],
  hecBusy: false,
  indexSeconds: 0,
};

export type Scene = Partial<Settings> & {
  /** In place of all that there are. */
  events?: EventRow[];
  /** In place of all that there are, without what people made of them. */
  notables?: NotableRow[];
};

const expected =
  'The scene of "splunk" takes "token", "capabilities" and "searchable" and "warnings" (lists of texts), ' +
  '"searchSeconds", "mostSearches" and "indexSeconds" (numbers), "hecToken", "hecIndexes" (a list of texts), ' +
  '"hecAcks" and "hecBusy" (true or false), "fails" (a text or null) "esToken", "esCapabilities" and "esSearchable" (lists of texts), "hasEnterpriseSecurity" (true or false), ' +
  '"refusesTransition" (a text or null), "notables" ([{eventId, at}]) and "events" ' +
  "([{index, sourcetype, at, raw}])";

const isText = (value: unknown): boolean => typeof value === "string";
const isCount = (value: unknown): boolean => typeof value === "number" && value >= 0;
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isEvent = (value: unknown): boolean =>
  isRecord(value) &&
  ["index", "sourcetype", "at", "raw"].every((name) => isText(value[name])) &&
  !Number.isNaN(Date.parse(String(value["at"])));

const isNotable = (value: unknown): boolean =>
  isRecord(value) && isText(value["eventId"]) && !Number.isNaN(Date.parse(String(value["at"])));

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  token: isText,
  capabilities: areTexts,
  searchable: areTexts,
  searchSeconds: isCount,
  mostSearches: isCount,
  fails: (value) => value === null || isText(value),
  warnings: areTexts,
  hecToken: isText,
  hecAcks: (value) => typeof value === "boolean",
  hecIndexes: areTexts,
  hecBusy: (value) => typeof value === "boolean",
  indexSeconds: isCount,
  esToken: isText,
  esCapabilities: areTexts,
  esSearchable: areTexts,
  hasEnterpriseSecurity: (value) => typeof value === "boolean",
  refusesTransition: (value) => value === null || isText(value),
  notables: (value) => Array.isArray(value) && value.every(isNotable),
  events: (value) => Array.isArray(value) && value.every(isEvent),
};

export const sceneOf = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);

/** Events of the hours before now that name the entities of the sample incidents. */
export const testEvents = (now: number): EventRow[] =>
  (
    [
      [
        "windows",
        "WinEventLog:Security",
        30,
        "EventCode=4625 user=alex@contoso.example src=45.83.64.10",
      ],
      [
        "windows",
        "WinEventLog:Security",
        3,
        "EventCode=4624 user=alex@contoso.example host=srv-01",
      ],
      ["main", "pan:traffic", 2, "action=allow src_ip=45.83.64.10 dest_ip=10.0.0.7"],
    ] as const
  ).map(([index, sourcetype, hours, raw]) => ({
    index,
    sourcetype,
    at: new Date(now - hours * 3_600_000).toISOString(),
    raw,
  }));
