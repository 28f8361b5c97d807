import type { Table, World } from "../simulator";
import type { Entry } from "./answers";
import type { ListedUrl } from "./listed-url";
import { testUrls } from "./test-urls";

const firstId = 3_300_001;

/** What URLhaus lists: the test URLs, and over them what scenes said. */
export function createUrlStore(world: World) {
  // Null hides a test URL that a scene wants unknown.
  const table: Table<{ id: number; listed: ListedUrl | null }> = world.table("urls");
  const built = new Map(
    testUrls.map((listed, index) => [listed.url, { id: firstId + index, listed }]),
  );

  const all = (): Entry[] =>
    [...new Set([...built.keys(), ...table.keys()])].flatMap((url) => {
      const row = table.get(url) ?? built.get(url);
      return row?.listed ? [{ ...row.listed, id: row.id }] : [];
    });

  return {
    all,
    /** Only the URL exactly as it is listed. */
    find: (url: string): Entry | undefined => all().find((entry) => entry.url === url),
    ofHost: (host: string): Entry[] => all().filter(({ url }) => new URL(url).hostname === host),
    ofFile: (hash: string): Entry[] =>
      all().filter(({ files }) => files.some(({ md5, sha256 }) => [md5, sha256].includes(hash))),
    set(url: string, listed: ListedUrl | null): void {
      const known = table.get(url) ?? built.get(url);
      table.set(url, { id: known?.id ?? firstId + built.size + table.size(), listed });
    },
  };
}
