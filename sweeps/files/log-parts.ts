import type { FileEntry } from "./cursor";
import type { Inspected } from "./inspect";
import type { Match, Unchanged } from "./match";
import type { LogPart } from "./visit-lines";
import { familyOf } from "./walk";

type AnyFile = Inspected | Unchanged;

/**
 * Tells a file's place in its log. `read`: entries by path, of what did not change and of what was read already. Numbers alone do not say that a
 * part is over: they may be those of two logs.
 */
export function logParts(
  files: readonly AnyFile[],
  matches: ReadonlyMap<Inspected, Match>,
  read: ReadonlyMap<string, FileEntry>,
): (file: Inspected) => LogPart {
  /** Copies of other files are no parts. */
  const isPart = (file: AnyFile): boolean =>
    file.stat.size > 0 && ("entries" in file || matches.get(file)?.kind !== "copy");
  const isNew = (file: AnyFile): boolean => {
    const match = "entries" in file ? undefined : matches.get(file);
    return match?.kind === "new" || (match?.kind === "known" && match.entry.proven === 0);
  };
  const families = Map.groupBy(files.filter(isPart), familyOf);
  const places = new Map<AnyFile, number>();
  const newest = new Map<string, number>();
  for (const [family, parts] of families) {
    parts.forEach((part, place) => places.set(part, place));
    newest.set(
      family,
      parts.findLastIndex(({ name }) => !name.order.startsWith("1")),
    );
  }
  return (file) => {
    const family = familyOf(file);
    const parts = families.get(family) ?? [];
    const place = places.get(file) ?? parts.length;
    const [before, next] = [parts[place - 1], parts[place + 1]];
    const known = before && read.get(before.key);
    const isOver = place < newest.get(family)!;
    return {
      isOver,
      isFollowed: isOver && next !== undefined && isNew(next),
      before: known?.left ? undefined : known,
    };
  };
}
