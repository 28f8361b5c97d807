import { ENTRY_BYTES, PLACES, TEXT_BYTES } from "./scan-code";

/** At each place of a text of `PLACES` bytes, which bytes there may be. */
type Places = readonly ReadonlySet<number>[];

const SETS = 8;

export interface TextTables {
  /** As `ScanKernel.sets` and `ScanKernel.texts`. */
  readonly sets: Uint8Array;
  readonly texts: Uint8Array;
  readonly count: number;
}

/**
 * Tables that find all lines with one of some texts of ASCII, in upper or lower case, and few others. A part of each text is looked for: the one that is rarest in
 * logs; texts share a set with those that are most like them.
 */
export function textTables(texts: readonly string[]): TextTables {
  const parts = texts.map((one) => rarestPart(one));
  const merged = parts.map(({ places }) => ({ places, share: share(places) }));
  while (merged.length > SETS) mergeCheapest(merged);
  const sets = new Uint8Array(2 * 16 * PLACES);
  for (const [index, { places }] of merged.entries())
    for (const [place, bytes] of places.entries())
      for (const byte of bytes) {
        sets[place * 32 + (byte & 0x0f)]! |= 1 << index;
        sets[place * 32 + 16 + (byte >> 4)]! |= 1 << index;
      }
  return { sets, texts: Uint8Array.from(parts.flatMap(entryOf)), count: texts.length };
}

interface Part {
  /** Of the whole text, in lower case. */
  bytes: readonly number[];
  /** Where the part ends in it. */
  end: number;
  places: Places;
}

const ANY: ReadonlySet<number> = new Set(Array.from({ length: 256 }, (_, byte) => byte));

/** A text that is shorter has any bytes before it. */
function rarestPart(text: string): Part {
  const bytes = [...Buffer.from(text, "latin1")].map((byte) => byte | 0x20);
  const missing = Math.max(0, PLACES - bytes.length);
  const all = [
    ...Array.from({ length: missing }, () => ANY),
    ...bytes.map((byte): ReadonlySet<number> => new Set([byte])),
  ];
  return all
    .slice(PLACES - 1)
    .map((_, start) => ({
      bytes,
      end: start + PLACES - missing,
      places: all.slice(start, start + PLACES),
    }))
    .reduce((best, part) => (share(part.places) < share(best.places) ? part : best));
}

function entryOf({ bytes, end }: Part): number[] {
  const start = Math.max(0, end - TEXT_BYTES);
  const compared = bytes.slice(start, start + TEXT_BYTES);
  const filling = Array<number>(TEXT_BYTES - compared.length).fill(0);
  const back = Array<number>(ENTRY_BYTES - 2 * TEXT_BYTES)
    .fill(0)
    .with(0, end - 1 - start);
  return [...compared, ...filling, ...compared.map(() => 0xff), ...filling, ...back];
}

interface TextSet {
  places: Places;
  share: number;
}

function mergeCheapest(sets: TextSet[]): void {
  let best: { cost: number; one: TextSet; other: TextSet; both: TextSet } | undefined;
  for (const [index, one] of sets.entries())
    for (const other of sets.slice(index + 1)) {
      const places = one.places.map((bytes, place) => new Set([...bytes, ...other.places[place]!]));
      const both = { places, share: share(places) };
      const cost = both.share - one.share - other.share;
      if (!best || cost < best.cost) best = { cost, one, other, both };
    }
  const { one, other, both } = best!;
  sets.splice(sets.indexOf(one), 1, both);
  sets.splice(sets.indexOf(other), 1);
}

/** How many of the places in a log it is found at. Halves of bytes are looked up, so bytes are found that have their halves from two others. */
function share(places: Places): number {
  let product = 1;
  for (const bytes of places) {
    const lows = new Set([...bytes].map((byte) => byte & 0x0f));
    const highs = new Set([...bytes].map((byte) => byte >> 4));
    let sum = 0;
    for (const low of lows) for (const high of highs) sum += SHARES[high * 16 + low]!;
    product *= sum;
  }
  return product;
}

/** A guess how many of a log's bytes are each, in lower case. */
const SHARES = sharesOf(
  "   e t a o i n s r 0 1 2 3 4 5 6 7 8 9 : . e t a o i n s r l c d h u m p [ ] - / = ( )",
);

function sharesOf(common: string): Float64Array {
  const shares = new Float64Array(256).fill(0.0005);
  for (let byte = 0x21; byte < 0x7f; byte++) shares[byte] = 0.004;
  for (const byte of Buffer.from(common)) shares[byte]! += byte === 0x20 ? 0.002 : 0.02;
  return shares;
}
