import { CONTEXT_BYTES } from "../../context";

/** The last line of each host, from its tag on: for lines that say "last message repeated". Bounded. */
export interface PreviousLines {
  keep(host: string | undefined, bytes: Buffer, start: number, end: number, offset: number): void;
  /** That before a line at `offset`; undefined when it is further away than `CONTEXT_BYTES`. */
  of(host: string | undefined, offset: number): Said | undefined;
  /** Plain JSON. */
  state(): unknown;
}

export interface Said {
  bytes: Buffer;
  length: number;
  /** Where its line begins. */
  offset: number;
}

const MOST_HOSTS = 32;
/** A longer line is not kept: cut, it would mean something else. */
const LONGEST = 1024;

/** `state` is what an earlier one answered. */
export function previousLines(state: unknown): PreviousLines {
  const hosts = new Map<string | undefined, Said>();
  let lastHost: string | undefined;
  let last: Said = { bytes: Buffer.alloc(LONGEST), length: 0, offset: 0 };

  const turnTo = (host: string | undefined): void => {
    let said = hosts.get(host);
    if (said) hosts.delete(host);
    else if (hosts.size >= MOST_HOSTS) {
      const [oldest] = hosts.keys();
      said = hosts.get(oldest)!;
      hosts.delete(oldest);
    }
    last = said ?? { bytes: Buffer.alloc(LONGEST), length: 0, offset: 0 };
    hosts.set(host, last);
    lastHost = host;
  };

  const keep = (
    host: string | undefined,
    bytes: Buffer,
    start: number,
    end: number,
    offset: number,
  ): void => {
    if (host !== lastHost || hosts.size === 0) turnTo(host);
    last.offset = offset;
    if (end - start > LONGEST) {
      last.length = 0;
      return;
    }
    bytes.copy(last.bytes, 0, start, end);
    last.length = end - start;
  };

  for (const [host, text, offset] of Array.isArray(state)
    ? (state as [string | null, string, number][])
    : []) {
    const bytes = Buffer.from(text, "latin1");
    keep(host ?? undefined, bytes, 0, bytes.length, offset);
  }

  return {
    keep,
    of(host, offset) {
      const said = hosts.get(host);
      const isNear = said !== undefined && said.offset >= offset - CONTEXT_BYTES;
      return isNear && said.length > 0 ? said : undefined;
    },
    state: () =>
      [...hosts].map(([host, { bytes, length, offset }]) => [
        host ?? null,
        bytes.toString("latin1", 0, length),
        offset,
      ]),
  };
}
