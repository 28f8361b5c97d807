import type { AccountRow, EvidenceRow, FileRow, Gathered, Names } from "./gathered";

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
  /** Some of the names that it was told, so as not to look for them again; not part of a state. */
  told: Set<Names> | undefined;
}

const MOST_ENTITIES = 50;
const tooMany = (what: string): string =>
  `There are more ${what} than the ${MOST_ENTITIES} that are named.`;
const TOO_MANY = {
  accounts: tooMany("accounts"),
  addresses: tooMany("addresses"),
  hosts: tooMany("hosts"),
  files: tooMany("files"),
};
const MOST_TOLD = 16;
const FIRST = 3;
const LAST = 3;

/** Adds what a record says. */
export function tell(episode: Episode, news: Names, evidence: readonly EvidenceRow[]): void {
  const { gathered } = episode;
  for (let index = 0; index < evidence.length; index += 1) addEvidence(gathered, evidence[index]!);
  if (episode.told?.has(news)) return;
  if (!episode.told || episode.told.size >= MOST_TOLD) episode.told = new Set();
  episode.told.add(news);
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
    told: undefined,
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
  if (at <= FIRST) {
    rows.splice(at, 0, row);
    rows.splice(FIRST, 1);
    return;
  }
  for (let place = FIRST; place < at - 1; place += 1) rows[place] = rows[place + 1]!;
  rows[at - 1] = row;
}

const isBefore = (one: EvidenceRow, other: EvidenceRow): boolean =>
  (one[0] ?? 0) < (other[0] ?? 0) || ((one[0] ?? 0) === (other[0] ?? 0) && one[1] < other[1]);

const isSame = (one: string | null, other: string | null): boolean =>
  one === other || (one !== null && other !== null && one.toLowerCase() === other.toLowerCase());

const isSameRow = (one: AccountRow | FileRow, other: AccountRow | FileRow): boolean =>
  one.every((text, index) => isSame(text, other[index] ?? null));

/** The same list when nothing is new. */
function joined<T extends string | AccountRow | FileRow>(
  episode: Episode,
  what: keyof typeof TOO_MANY,
  rows: readonly T[],
  news: readonly T[],
  isKnown: (one: T, other: T) => boolean,
): readonly T[] {
  if (news.length === 0) return rows;
  const sentence = TOO_MANY[what];
  if (rows.length >= MOST_ENTITIES && episode.remarks.includes(sentence)) return rows;
  let all = rows;
  for (const row of news) {
    if (all.includes(row) || all.some((known) => isKnown(known, row))) continue;
    if (all.length >= MOST_ENTITIES) {
      remark(episode, sentence);
      return all;
    }
    all = [...all, row];
  }
  return all;
}
