import { parseCursor } from "./cursor";
import { familyOfKey } from "./walk";

/** The file in which a reader of files stopped and the byte it goes on from, uncompressed; undefined between two files. */
export function standingIn(cursor: unknown): { file: string; offset: number } | undefined {
  const { at, files } = parseCursor(cursor);
  const entry = files.find(
    ({ left, offset, path }) => left && offset > 0 && familyOfKey(path) === at,
  );
  return entry && { file: entry.path.slice(entry.path.indexOf(":") + 1), offset: entry.offset };
}
