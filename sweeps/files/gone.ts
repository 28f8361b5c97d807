import type { FileEntry } from "./cursor";
import { logName } from "./log-name";
import type { Inspected } from "./inspect";
import type { Unchanged } from "./match";
import { compare } from "./walk";
import type { ReadContext } from "./visit";

const DAY = 86_400_000;

/** Tells, once each, of files whose content is nowhere to be found, and answers which of them are still remembered: they may come back, compressed. */
export function tellGone(
  gone: readonly FileEntry[],
  files: readonly (Inspected | Unchanged)[],
  refused: ReadonlySet<string>,
  { limits, now, tell }: ReadContext,
): FileEntry[] {
  const there = new Map(files.map((file) => [file.key, file]));
  const isRefused = ({ path }: FileEntry): boolean => refused.has(path.split("!", 1)[0]!);
  const lost = gone.filter((entry) => !entry.told && !entry.blocks && !isRefused(entry));
  for (const entry of lost) {
    const label = entry.path.slice(entry.path.indexOf(":") + 1);
    const unread = entry.raw === undefined ? Math.max(0, entry.size - endOf(entry)) : 0;
    const successor = there.get(entry.path);
    // The oldest of a rotated set is deleted in the end.
    const isRetired = unread === 0 && !entry.left && logName(label).rotated;
    if (isRetired || entry.proven === 0) continue;
    if (successor && entry.raw === undefined)
      tell[unread > 0 ? "error" : "warning"](
        label,
        `Was ${successor.stat.size < endOf(entry) ? "truncated" : "replaced"}, and is read from its start: possible loss, ${unread} bytes of what it held were not read, nor what was written to it after the last sweep.`,
      );
    else if (!successor && (unread > 0 || entry.left))
      tell.error(
        label,
        `Is gone, and no rotated file has its content: possible loss, ${unread} bytes were not read.`,
      );
  }
  const told = new Set(lost);
  const isFresh = ({ seen }: FileEntry): boolean =>
    now.getTime() - Date.parse(seen) < limits.goneDays * DAY;
  const remembered = gone
    .filter(isFresh)
    .toSorted((a, b) => compare(b.seen, a.seen))
    .slice(0, limits.goneFiles)
    .map((entry) => (told.has(entry) ? { ...entry, told: true as const } : entry));
  if (remembered.length < gone.length)
    tell.warning(
      "(this source)",
      `${gone.length - remembered.length} files that are gone were forgotten (after ${limits.goneDays} days, or beyond ${limits.goneFiles}): should one come back, it is read again.`,
    );
  return remembered;
}

const endOf = (entry: FileEntry): number => entry.early?.end ?? entry.offset;
