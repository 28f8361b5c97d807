import { copied } from "./kept-text";
import type { AccountRow, EvidenceRow, FileRow, Gathered } from "./gathered";

/** A finding while it may still change. Plain JSON. */
export interface Episode {
  key: string;
  /** Times of the first and the last record; both 0 where the log has no times. */
  first: number;
  last: number;
  count: number;
  /** As last told; 0 before that. */
  revision: number;
  changed: boolean;
  /** Sequence of the last record that came, which is counted once even when it matches two rules. */
  seq: number;
  /** Whose clock says when it is too old for late records. */
  host: number;
  gathered: Gathered;
  remarks: string[];
}

const MOST_ENTITIES = 50;
const FIRST = 3;
const LAST = 3;

/** Adds what a record says. */
export function tell(episode: Episode, news: Gathered): void {
  const { gathered } = episode;
  for (const row of news.evidence) addEvidence(gathered, row);
  gathered.accounts = joined(episode, "accounts", gathered.accounts, news.accounts, isSameRow);
  gathered.addresses = joined(episode, "addresses", gathered.addresses, news.addresses, isSame);
  gathered.hosts = joined(episode, "hosts", gathered.hosts, news.hosts, isSame);
  gathered.files = joined(episode, "files", gathered.files, news.files, isSameRow);
  if (news.overlong > 0)
    remark(episode, "A name of more than 1,024 characters is left out of the entities.");
}

/** One that the other's changes do not change. */
export function episodeCopy(episode: Episode): Episode {
  const { gathered, remarks } = episode;
  return {
    ...episode,
    gathered: { ...gathered, evidence: [...gathered.evidence] },
    remarks: [...remarks],
  };
}

/** A remark is made once. */
export function remark(episode: Episode, sentence: string): void {
  if (!episode.remarks.includes(sentence)) episode.remarks.push(sentence);
}

/** In order of time and arrival; the first three and the last three stay. */
function addEvidence(gathered: Gathered, row: EvidenceRow): void {
  const rows = gathered.evidence;
  let at = rows.length;
  while (at > 0 && isBefore(row, rows[at - 1]!)) at -= 1;
  if (rows[at - 1]?.[1] === row[1]) return;
  if (rows.length < FIRST + LAST) {
    gathered.evidence = rows.toSpliced(at, 0, row);
    return;
  }
  if (at < FIRST) {
    rows.splice(at, 0, row);
    rows.splice(FIRST, 1);
    return;
  }
  for (let place = FIRST; place < at - 1; place += 1) rows[place] = rows[place + 1]!;
  if (at > FIRST) rows[at - 1] = row;
}

const isBefore = (one: EvidenceRow, other: EvidenceRow): boolean =>
  (one[0] ?? 0) < (other[0] ?? 0) || ((one[0] ?? 0) === (other[0] ?? 0) && one[1] < other[1]);

const isSame = (one: string | null, other: string | null): boolean =>
  one === other || (one !== null && other !== null && one.toLowerCase() === other.toLowerCase());

const isSameRow = (one: AccountRow | FileRow, other: AccountRow | FileRow): boolean =>
  one.every((text, index) => isSame(text, other[index] ?? null));

/** Whether a list has a row as it is written: what comes again mostly does. */
function has<T extends string | AccountRow | FileRow>(rows: readonly T[], row: T): boolean {
  if (typeof row === "string") return rows.includes(row);
  for (const known of rows) {
    let at = 0;
    while (at < row.length && known[at] === row[at]) at += 1;
    if (at === row.length && known.length === at) return true;
  }
  return false;
}

const ownCopy = <T extends string | readonly (string | null)[]>(row: T): T =>
  (typeof row === "string"
    ? copied(row)
    : row.map((text) => (text === null ? null : copied(text)))) as T;

/** The same list when nothing is new. */
function joined<T extends string | AccountRow | FileRow>(
  episode: Episode,
  what: string,
  rows: T[],
  news: readonly T[],
  isKnown: (one: T, other: T) => boolean,
): T[] {
  if (news.length === 0) return rows;
  const tooMany = `There are more ${what} than the ${MOST_ENTITIES} that are named.`;
  // Full, and said so: nothing can come in any more.
  if (rows.length >= MOST_ENTITIES && episode.remarks.includes(tooMany)) return rows;
  let all = rows;
  for (const row of news) {
    if (has(all, row) || all.some((known) => isKnown(known, row))) continue;
    if (all.length >= MOST_ENTITIES) {
      remark(episode, tooMany);
      return all;
    }
    all = [...all, ownCopy(row)];
  }
  return all;
}
