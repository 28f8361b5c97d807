/** The last line of each host, from its tag on: for lines that say "last message repeated". Bounded. */
export interface PreviousLines {
  keep(host: string | undefined, bytes: Buffer, start: number, end: number): void;
  of(host: string | undefined): Said | undefined;
  /** Plain JSON. */
  state(): unknown;
}

export interface Said {
  bytes: Buffer;
  length: number;
}

const MOST_HOSTS = 32;
/** A longer line is not kept: cut, it would mean something else. */
const LONGEST = 1024;

/** `state` is what an earlier one answered. */
export function previousLines(state: unknown): PreviousLines {
  const hosts = new Map<string | undefined, Said>();
  let lastHost: string | undefined;
  let last: Said = { bytes: Buffer.alloc(LONGEST), length: 0 };

  const turnTo = (host: string | undefined): void => {
    let said = hosts.get(host);
    if (said) hosts.delete(host);
    else if (hosts.size >= MOST_HOSTS) {
      const [oldest] = hosts.keys();
      said = hosts.get(oldest)!;
      hosts.delete(oldest);
    }
    last = said ?? { bytes: Buffer.alloc(LONGEST), length: 0 };
    hosts.set(host, last);
    lastHost = host;
  };

  const keep = (host: string | undefined, bytes: Buffer, start: number, end: number): void => {
    if (host !== lastHost || hosts.size === 0) turnTo(host);
    if (end - start > LONGEST) {
      last.length = 0;
      return;
    }
    bytes.copy(last.bytes, 0, start, end);
    last.length = end - start;
  };

  for (const [host, text] of Array.isArray(state) ? (state as [string | null, string][]) : []) {
    const bytes = Buffer.from(text, "latin1");
    keep(host ?? undefined, bytes, 0, bytes.length);
  }

  return {
    keep,
    of(host) {
      const said = hosts.get(host);
      return said && said.length > 0 ? said : undefined;
    },
    state: () =>
      [...hosts].map(([host, { bytes, length }]) => [
        host ?? null,
        bytes.toString("latin1", 0, length),
      ]),
  };
}
