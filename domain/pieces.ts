/**
 * The most bytes of JSON, in UTF-8, that a step is given or answers of any one thing: with its names
 * and keys it stays below the 16 KB that go through a queue and a history at once.
 */
export const MOST_BYTES = 14_000;

/** A text for a step: itself, or the keys under which the ledger keeps its pieces. */
export type Carried = { text: string } | { keys: string[] };

const encoder = new TextEncoder();

/** Bytes of a value as JSON in UTF-8. */
export const bytesOf = (value: unknown): number =>
  encoder.encode(JSON.stringify(value) ?? "").length;

/** A text in pieces of at most MOST_BYTES as JSON, no character cut in two; joined they are the text. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let piece = "";
  let bytes = 2;
  for (const character of text) {
    const size = bytesOf(character) - 2;
    if (bytes + size > MOST_BYTES) {
      pieces.push(piece);
      [piece, bytes] = ["", 2];
    }
    piece += character;
    bytes += size;
  }
  return [...pieces, piece];
}
