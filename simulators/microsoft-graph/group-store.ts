import type { World } from "../simulator";
import { type DirectoryGroup, publishedGroup } from "./group";
import { type Replicated, changedTo, shownOf } from "./replicated";

/** The groups of the tenant whose members can be changed, as they are and as reads show them. */
export function createGroups(world: World, replicationSeconds: () => number) {
  const rows = world.table<Replicated<DirectoryGroup>>("groups");
  const fill = (groups: readonly DirectoryGroup[]): void => {
    rows.clear();
    for (const group of groups) rows.set(group.id, { current: group });
  };
  if (rows.size() === 0) fill([publishedGroup]);
  const rowOf = (id: string) => rows.get(id.toLowerCase());

  return {
    fill,
    /** As reads show it. */
    find(id: string): DirectoryGroup | undefined {
      const row = rowOf(id);
      return row && shownOf(row, world.now());
    },
    /** As it is. */
    current: (id: string): DirectoryGroup | undefined => rowOf(id)?.current,
    /** Those that a user is in, as reads show it. */
    of: (user: string): DirectoryGroup[] =>
      rows
        .rows()
        .map((row) => shownOf(row, world.now()))
        .filter(({ members }) => members.includes(user)),
    setMembers(id: string, members: string[]): void {
      const row = rowOf(id);
      if (!row) return;
      const next = { ...row.current, members };
      rows.set(next.id, changedTo(row, next, world.now(), replicationSeconds()));
    },
    state: () => ({ groups: rows.rows().map(({ current }) => current) }),
  };
}

export type Groups = ReturnType<typeof createGroups>;
