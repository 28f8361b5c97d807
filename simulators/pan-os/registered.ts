import type { Table, World } from "../simulator";

/** One address with its tags; by tag, until when: milliseconds since 1970, or null for ever. */
export interface Registration {
  ip: string;
  tags: Record<string, number | null>;
}

/** Addresses that have tags now; one is gone when its timeout is over. */
export function openRegistered(world: World) {
  const table: Table<Registration> = world.table("registered");

  const alive = ({ ip, tags }: Registration): Registration => ({
    ip,
    tags: Object.fromEntries(
      Object.entries(tags).filter(([, until]) => until === null || world.now() < until),
    ),
  });
  const tagsOf = (ip: string) => alive(table.get(ip) ?? { ip, tags: {} }).tags;

  function set(ip: string, tags: Registration["tags"]): void {
    if (Object.keys(tags).length > 0) table.set(ip, { ip, tags });
    else table.delete(ip);
  }

  return {
    tagsOf,
    set,
    add: (ip: string, tag: string, seconds: number) =>
      set(ip, { ...tagsOf(ip), [tag]: seconds === 0 ? null : world.now() + seconds * 1_000 }),
    remove(ip: string, tag: string): void {
      const { [tag]: _, ...others } = tagsOf(ip);
      set(ip, others);
    },
    all: () =>
      table
        .rows()
        .map(alive)
        .filter(({ tags }) => Object.keys(tags).length > 0),
  };
}

export type Registered = ReturnType<typeof openRegistered>;
