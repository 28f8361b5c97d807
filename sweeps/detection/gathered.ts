import type { LogRecord } from "../log-record";
import { shownText, textOf } from "./kept-text";

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

/** What of records may be told in a finding, in a form that is small as JSON. */
export interface Gathered {
  accounts: AccountRow[];
  addresses: string[];
  hosts: string[];
  files: FileRow[];
  evidence: EvidenceRow[];
  /** Names too long to be names. */
  overlong: number;
}

const MOST_NAME = 1_024;
const NULL_SID = "S-1-0-0";

/** Of one record; its names are still pieces of that. */
export function gatheredFrom(
  record: LogRecord,
  time: number | null,
  seq: number,
  count: number,
): Gathered {
  const gathered: Gathered = {
    accounts: [],
    addresses: [],
    hosts: [],
    files: [],
    evidence: [],
    overlong: 0,
  };
  const field = (name: string): string | null => {
    const text = textOf(record.get(name));
    if (text === undefined) return null;
    if (text.length <= MOST_NAME) return text;
    gathered.overlong += 1;
    return null;
  };
  const host = field("host.name");
  const address = field("source.ip");
  const path = field("file.path");
  if (host !== null) gathered.hosts.push(host);
  if (address !== null) gathered.addresses.push(address);
  if (path !== null) gathered.files.push([path, host]);
  gathered.accounts = accountsOf(field, host);
  const { name, at } = record.place();
  gathered.evidence.push([time, seq, count, shownText(record.text()), name, at]);
  return gathered;
}

function accountsOf(field: (name: string) => string | null, host: string | null): AccountRow[] {
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

/** As text that waits in a window: short, and shorter without its evidence. */
export function packed(gathered: Gathered, withEvidence: boolean): string {
  const { accounts, addresses, hosts, files, evidence, overlong } = gathered;
  const about = [accounts, addresses, hosts, files, overlong];
  return withEvidence ? JSON.stringify([...about, evidence]) : `-${JSON.stringify(about)}`;
}

/** Whether a packed one has its evidence. */
export const hasEvidence = (text: string): boolean => text.startsWith("[");

/** The opposite of `packed`. */
export function unpacked(text: string): Gathered {
  const json = hasEvidence(text) ? text : text.slice(1);
  const [accounts, addresses, hosts, files, overlong, evidence = []] = JSON.parse(json) as [
    AccountRow[],
    string[],
    string[],
    FileRow[],
    number,
    EvidenceRow[]?,
  ];
  return { accounts, addresses, hosts, files, evidence, overlong };
}
