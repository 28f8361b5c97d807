import type { FileHandle } from "node:fs/promises";
import type { Entry, ZipFile } from "yauzl";

/** One file of a zip archive. */
export interface Member {
  name: string;
  /** Offset in the archive of its header. */
  entry: Entry;
  size: number;
  compressedSize: number;
  isEncrypted: boolean;
  /** 0 is stored, 8 is deflate. */
  method: number;
  /** Says that it is the same content, wherever it lies. */
  check: string;
}

const STORED = 0;
const DEFLATED = 8;

/** Lists members until `most`; answers those whose names are refused, and what was wrong with the archive. */
export async function listZip(
  handle: FileHandle,
  most: number,
): Promise<{ members: Member[]; refused: string[]; problem?: string }> {
  const { default: yauzl } = await import("yauzl");
  const members: Member[] = [];
  const refused: string[] = [];
  try {
    const zip = await openZip(handle);
    const problem = await new Promise<string | undefined>((resolve, reject) => {
      zip.on("error", reject);
      zip.on("end", () => resolve(undefined));
      zip.on("entry", (entry: Entry) => {
        if (members.length + refused.length >= most)
          return resolve(`It has more than ${most} members; the rest was not read.`);
        const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
        const name = yauzl.getFileNameLowLevel(
          generalPurposeBitFlag,
          fileNameRaw,
          extraFields,
          false,
        );
        if (yauzl.validateFileName(name) !== null || name.includes("\0")) refused.push(name);
        else if (!name.endsWith("/")) members.push(memberOf(name, entry));
        return zip.readEntry();
      });
      zip.readEntry();
    });
    return problem === undefined ? { members, refused } : { members, refused, problem };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { members, refused, problem: `Its directory is damaged or incomplete (${said}).` };
  }
}

async function openZip(handle: FileHandle): Promise<ZipFile> {
  const { default: yauzl } = await import("yauzl");
  const options = { lazyEntries: true, decodeStrings: false, autoClose: false };
  return new Promise((resolve, reject) => {
    yauzl.fromFd(handle.fd, options, (error, zip) => (error ? reject(error) : resolve(zip)));
  });
}

const memberOf = (name: string, entry: Entry): Member => ({
  name,
  entry,
  size: entry.uncompressedSize,
  compressedSize: entry.compressedSize,
  isEncrypted: entry.isEncrypted(),
  method: entry.compressionMethod,
  check: `zip:${entry.crc32}:${entry.uncompressedSize}`,
});

/** Why a member cannot be read, if so. */
export function memberProblem({ isEncrypted, method }: Member): string | undefined {
  if (isEncrypted) return "Is encrypted and was not read.";
  if (method === STORED || method === DEFLATED) return undefined;
  return `Is compressed by zip's method ${method} and was not read: only stored and deflated members are.`;
}

/** Where a member's bytes lie in the archive. */
export async function memberRange(
  handle: FileHandle,
  { entry, compressedSize, method }: Member,
): Promise<{ start: number; end: number; isStored: boolean }> {
  const zip = await openZip(handle);
  const start = await new Promise<number>((resolve, reject) => {
    zip.readLocalFileHeader(entry, { minimal: true }, (error, header) =>
      error ? reject(error) : resolve(header.fileDataStart),
    );
  });
  return { start, end: start + compressedSize, isStored: method === STORED };
}
