import type { FileHandle } from "node:fs/promises";
import { listZip, type Member, memberProblem } from "./archive";
import { type ContentFile, type ContentKind, HARMLESS_BYTES, openContent } from "./content";
import { HEAD_BYTES, shortHash } from "./cursor";
import type { Limits } from "./declaration";
import { canExpand } from "./decompress";
import { logName } from "./log-name";
import { type Located, openLocated } from "./open";
import type { Telling } from "./report";
import { type Candidate, type Choose, chooseRotated, compare, keyOf } from "./walk";

/** A file, or a member of an archive, that can be read. */
export interface Inspected extends Candidate, ContentFile {
  /** What the cursor knows it by. */
  key: string;
  /** For people: the path, with "!member". */
  label: string;
  /** The first bytes of its content, at most 1024. */
  head: Buffer;
  /** Says that a compressed file is the same, whatever it is called. */
  raw: string | undefined;
}

/** One archive does not take the place of all other files. */
const MOST_MEMBERS = 1_000;

const MAGIC: readonly (readonly [string, RegExp])[] = [
  ["gzip", /^1f8b/],
  ["zstd", /^(?:28b52ffd|5.2a4d18)/],
  ["zip", /^504b(?:0304|0506)/],
  ["xz", /^fd377a585a/],
  ["bzip2", /^425a68/],
];

/** Looks into a file: what it is by its first bytes, whatever its name says, and what it begins with. */
export async function inspect(
  candidate: Candidate,
  located: Located,
  limits: Limits,
  choose: Choose,
  tell: Telling,
): Promise<Inspected[]> {
  const handle = await openLocated(located);
  try {
    const { size } = located.stat;
    const first = await bytesAt(handle, 0, Math.min(HEAD_BYTES, size));
    const magic = first.toString("hex", 0, 5);
    const kind = MAGIC.find(([, begins]) => begins.test(magic))?.[0] ?? "plain";
    const base = { ...candidate, ...located, key: keyOf(candidate), label: candidate.path };
    if (kind === "plain") return [{ ...base, kind, head: first, raw: undefined }];
    if (kind === "zip") return await membersOf(base, handle, limits, choose, tell);
    if (kind === "xz" || kind === "bzip2" || !canExpand(kind as ContentKind & "zstd")) {
      const needed =
        kind === "zstd" ? "this Node has no zstd; 22.15 and newer do" : "use gzip, zstd or zip";
      tell.error(base.label, `Is compressed by ${kind}, which is not read: ${needed}.`);
      return [];
    }
    const last = await bytesAt(handle, Math.max(0, size - HEAD_BYTES), HEAD_BYTES);
    const file = {
      ...base,
      kind: kind as "gzip" | "zstd",
      raw: `${size}:${shortHash(first, last)}`,
    };
    return [{ ...file, head: await headOf(file, limits) }];
  } finally {
    await handle.close();
  }
}

async function membersOf(
  archive: Candidate & Located & { key: string; label: string },
  handle: FileHandle,
  limits: Limits,
  choose: Choose,
  tell: Telling,
): Promise<Inspected[]> {
  const { members, refused, problem } = await listZip(handle, Math.min(limits.files, MOST_MEMBERS));
  if (problem !== undefined) tell.error(archive.label, problem);
  for (const name of refused)
    tell.error(`${archive.label}!${name}`, "Its name leads out of the archive; it was not read.");
  const folder = archive.path.slice(0, archive.path.lastIndexOf("/") + 1);
  const inspected: Inspected[] = [];
  const most = Math.max(HARMLESS_BYTES, limits.expansion * archive.stat.size);
  let bytes = 0;
  for (const member of members.toSorted(byAge)) {
    const label = `${archive.label}!${member.name}`;
    bytes += member.size;
    if (bytes > most && bytes > member.size) {
      tell.error(label, TOO_MUCH);
      continue;
    }
    const unreadable = memberProblem(member);
    if (unreadable !== undefined) {
      tell.error(label, unreadable);
      continue;
    }
    const pattern =
      chooseRotated(choose, folder + member.name) ??
      chooseRotated(choose, folder + member.name.slice(member.name.lastIndexOf("/") + 1)) ??
      archive.pattern;
    const file = {
      ...archive,
      kind: "deflate" as const,
      pattern,
      member,
      label,
      key: `${archive.key}!${member.name}`,
      raw: member.check,
    };
    try {
      inspected.push({ ...file, head: await headOf(file, limits) });
    } catch (error) {
      tell.error(label, `Could not be read (${String(error)}).`);
    }
  }
  return inspected;
}

const TOO_MUCH =
  "Was not read: with the members before it the archive expands to more than is allowed; if these are logs, raise the source's limits.";

const byAge = (a: Member, b: Member): number => {
  const [one, other] = [logName(a.name), logName(b.name)];
  return compare(one.family, other.family) || compare(one.order, other.order);
};

const headOf = (file: ContentFile, limits: Limits): Promise<Buffer> =>
  beginningOf(file, HEAD_BYTES, limits);

/** The first bytes of a file's content, at most so many. */
export async function beginningOf(
  file: ContentFile,
  most: number,
  limits: Limits,
): Promise<Buffer> {
  const head = Buffer.alloc(most);
  const content = await openContent(file, 0, limits);
  try {
    let length = 0;
    while (length < most) {
      const bytes = await content.read(head, length, most - length);
      if (bytes === 0) break;
      length += bytes;
    }
    return head.subarray(0, length);
  } finally {
    await content.close();
  }
}

/** Why a file has no content, where it should have: damage at its very start. */
export async function emptyBecause(file: ContentFile, limits: Limits): Promise<string | undefined> {
  const content = await openContent(file, 0, limits);
  try {
    const bytes = await content.read(Buffer.alloc(1), 0, 1);
    return bytes === 0 ? content.ending().message : undefined;
  } finally {
    await content.close();
  }
}

const LEADING_NULS = 64 * 1024 * 1024;

/** Likewise, from the first byte on that is not NUL (what a writer leaves that goes on at its place after a truncation); at most 64 MiB of them are skipped. */
export async function beginningAfterNuls(
  file: ContentFile,
  most: number,
  limits: Limits,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(most);
  const content = await openContent(file, 0, limits);
  try {
    let length = 0;
    for (let skipped = 0; length < most && skipped <= LEADING_NULS;) {
      const bytes = await content.read(buffer, length, most - length);
      if (bytes === 0) break;
      length += bytes;
      const nuls = length === bytes ? nulsIn(buffer, length) : 0;
      buffer.copyWithin(0, nuls, length);
      length -= nuls;
      skipped += nuls;
    }
    return buffer.subarray(0, length);
  } finally {
    await content.close();
  }
}

const nulsIn = (buffer: Buffer, length: number): number => {
  let at = 0;
  while (at < length && buffer[at] === 0) at++;
  return at;
};

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, at);
  return buffer.subarray(0, bytesRead);
}
