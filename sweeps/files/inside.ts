import { lstat, realpath } from "node:fs/promises";
import { sep } from "node:path";

export const LEADS_OUT = "a link that leads out of its root; declare where it leads to as a root";

/** With a separator: /var/log-old is not in /var/log. */
export function isInside(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** Where a link to a folder leads to, the root itself being inside; undefined for what is no folder, or leads nowhere. */
export async function linkedFolder(
  root: string,
  link: string,
): Promise<"inside" | "outside" | undefined> {
  try {
    const path = await realpath(link);
    if (!(await lstat(path)).isDirectory()) return undefined;
    return path === root || isInside(root, path) ? "inside" : "outside";
  } catch {
    return undefined;
  }
}
