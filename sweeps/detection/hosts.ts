/**
 * What time it is at each host: the earliest time among its last sixteen records or more. Old is what is old by the clock of
 * the host that wrote it, so a host whose clock is a day ahead makes nothing old but its own; one record with a forged time
 * makes nothing old at all; and a clock that is put right goes back.
 */
export interface Hosts {
  /** The number that stands for a host. */
  seen(name: string | undefined, time: number): number;
  /** −Infinity while nothing is known. */
  clock(host: number): number;
  count(): number;
  /** Forgets hosts that nothing refers to. */
  keep(referred: ReadonlySet<number>): void;
  state(): HostRow[];
}

/** number, name, clock (null: unknown), earliest since, records since. */
export type HostRow = [number, string, number | null, number | null, number];

const RECORDS = 16;
const MOST_HOSTS = 4_096;
/** Stands for every host beyond that many; for it nothing grows old. */
const OTHERS = 0;

interface Host {
  id: number;
  name: string;
  clock: number;
  earliest: number;
  records: number;
}

export function hostClocks(rows: readonly HostRow[]): Hosts {
  const byName = new Map<string, Host>();
  const byId: (Host | undefined)[] = [];
  let latest: Host | undefined;

  const add = (host: Host): Host => {
    byName.set(host.name, host);
    byId[host.id] = host;
    return host;
  };
  for (const [id, name, clock, earliest, records] of rows)
    add({ id, name, clock: clock ?? -Infinity, earliest: earliest ?? Infinity, records });

  const made = (name: string): Host | undefined => {
    if (byName.size >= MOST_HOSTS) return undefined;
    let id = OTHERS + 1;
    while (byId[id]) id += 1;
    const own = JSON.parse(JSON.stringify(name)) as string;
    return add({ id, name: own, clock: -Infinity, earliest: Infinity, records: 0 });
  };
  return {
    seen(name = "", time) {
      const host = latest?.name === name ? latest : (byName.get(name) ?? made(name));
      if (!host) return OTHERS;
      latest = host;
      if (Number.isNaN(time)) return host.id;
      if (time < host.earliest) host.earliest = time;
      host.records += 1;
      if (host.records >= RECORDS) {
        host.clock = host.earliest;
        host.earliest = Infinity;
        host.records = 0;
      }
      return host.id;
    },
    count: () => byName.size,
    clock: (id) => byId[id]?.clock ?? -Infinity,
    keep(referred) {
      latest = undefined;
      for (const host of byName.values()) {
        if (referred.has(host.id)) continue;
        byName.delete(host.name);
        byId[host.id] = undefined;
      }
    },
    state: () =>
      [...byName.values()].map(({ id, name, clock, earliest, records }) => [
        id,
        name,
        Number.isFinite(clock) ? clock : null,
        Number.isFinite(earliest) ? earliest : null,
        records,
      ]),
  };
}
