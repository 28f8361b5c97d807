import type { LogRecord } from "../log-record";
import { shownText } from "./kept-text";

/** name, domain, host, SID; null where unknown. */
export type AccountRow = readonly [string, string | null, string | null, string | null];
/** path, host. */
export type FileRow = readonly [string, string | null];
/** time (null: none), sequence, count, text, place's name, place's position. */
export type EvidenceRow = readonly [
  time: number | null,
  seq: number,
  count: number,
  text: string,
  name: string,
  at: number | string,
];

/** Whom and what records name, in a form that is small as JSON. Lists are replaced and never changed. */
export interface Names {
  accounts: readonly AccountRow[];
  addresses: readonly string[];
  hosts: readonly string[];
  files: readonly FileRow[];
  /** Names too long to be names. */
  overlong: number;
}

/** What of records may be told in a finding. */
export interface Gathered extends Names {
  evidence: EvidenceRow[];
}

/** The fields that names are from. */
export const SPOKEN = [
  "host.name",
  "source.ip",
  "file.path",
  "user.name",
  "user.domain",
  "user.target.name",
  "TargetUserSid",
  "TargetUserName",
] as const;
type Spoken = (typeof SPOKEN)[number];

export const namesOf = ({ accounts, addresses, hosts, files, overlong }: Names): Names => ({
  accounts,
  addresses,
  hosts,
  files,
  overlong,
});

const MOST_NAME = 1_024;
const NULL_SID = "S-1-0-0";

/** Of one record. */
export function namesFrom(valueOf: (field: Spoken) => string | undefined): Names {
  let overlong = 0;
  const field = (name: Spoken): string | null => {
    const text = valueOf(name);
    if (text === undefined) return null;
    if (text.length <= MOST_NAME) return text;
    overlong += 1;
    return null;
  };
  const host = field("host.name");
  const address = field("source.ip");
  const path = field("file.path");
  return {
    hosts: host === null ? [] : [host],
    addresses: address === null ? [] : [address],
    files: path === null ? [] : [[path, host]],
    accounts: accountsOf(field, host),
    overlong,
  };
}

/** Of one record. `time`: null where it has none. */
export function evidenceOf(
  record: LogRecord,
  time: number | null,
  seq: number,
  count: number,
): EvidenceRow {
  const { name, at } = record.place();
  return [time, seq, count, shownText(record.text()), name, at];
}

function accountsOf(field: (name: Spoken) => string | null, host: string | null): AccountRow[] {
  const user = field("user.name");
  const target = field("user.target.name");
  const sid = user === null && target === null ? null : field("TargetUserSid");
  const named = sid === null ? null : field("TargetUserName");
  // An event has one TargetUserSid: it is that of the account called TargetUserName.
  const sidOf = (name: string): string | null =>
    sid !== NULL_SID && named?.toLowerCase() === name.toLowerCase() ? sid : null;
  const accounts: AccountRow[] = [];
  if (user !== null) {
    const domain = field("user.domain");
    accounts.push([user, domain, domain === null ? host : null, sidOf(user)]);
  }
  if (target !== null) accounts.push([target, null, null, sidOf(target)]);
  return accounts;
}

/** What one that waits in a window says. */
export interface Detail {
  readonly names: Names;
  /** Undefined where the text was not kept, to save memory. */
  readonly evidence: readonly EvidenceRow[] | undefined;
}

/** Of what has just come, and is not kept yet. */
export const ON_ITS_WAY: Detail = {
  names: { accounts: [], addresses: [], hosts: [], files: [], overlong: 0 },
  evidence: undefined,
};

/** In characters, with what an evidence costs besides its text. */
export function textOfDetail(detail: Detail | undefined): number {
  if (!detail?.evidence) return 0;
  let size = 0;
  for (let index = 0; index < detail.evidence.length; index += 1)
    size += ROW + detail.evidence[index]![3].length;
  return size;
}

const ROW = 100;
