/** The columns of a W3C extended log, by its "#Fields:". One is used for every line. */
export interface W3cColumns {
  readonly names: readonly string[];
  readonly date: number;
  readonly time: number;
  readonly status: number;
  readonly substatus: number;
  readonly user: number;
  readonly method: number;
  /** Where each column of the last line begins, and one more: after the space that would follow the last. */
  readonly starts: Int32Array;
  /** -1 for a name that is no column. */
  indexOf(name: string): number;
  /** Finds the columns of a line; false where there are not as many as there should be. */
  find(bytes: Buffer, start: number, end: number): boolean;
}

const MOST_COLUMNS = 256;

/** `fields`: the names, with spaces between. */
export function w3cColumns(fields: string): W3cColumns {
  const names = fields === "" ? [] : fields.split(/ +/, MOST_COLUMNS);
  const indexes = new Map<string, number>();
  // Letters of header names differ in case between writers.
  for (const [index, name] of names.entries()) {
    indexes.set(name, index);
    if (!indexes.has(name.toLowerCase())) indexes.set(name.toLowerCase(), index);
  }
  const indexOf = (name: string): number =>
    indexes.get(name) ?? indexes.get(name.toLowerCase()) ?? -1;
  const starts = new Int32Array(names.length + 1);
  return {
    names,
    date: indexOf("date"),
    time: indexOf("time"),
    status: indexOf("sc-status"),
    substatus: indexOf("sc-substatus"),
    user: indexOf("cs-username"),
    method: indexOf("cs-method"),
    starts,
    indexOf,
    find(bytes, start, end) {
      const count = names.length;
      if (count === 0) return false;
      starts[0] = start;
      let column = 1;
      for (let at = start; at < end; at++) {
        if (bytes[at] !== 0x20) continue;
        if (column >= count) return at === end - 1;
        starts[column++] = at + 1;
      }
      starts[count] = end + 1;
      return column === count;
    },
  };
}
