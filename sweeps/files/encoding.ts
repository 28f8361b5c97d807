export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** What a file's first bytes say: its encoding, and the length of its byte order mark. */
export function sniffEncoding(
  head: Buffer,
  declared: Encoding | undefined,
): { encoding: Encoding; markBytes: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf)
    return { encoding: "utf-8", markBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", markBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", markBytes: 2 };
  return { encoding: declared ?? "utf-8", markBytes: 0 };
}

/** Writes a part of one buffer to the start of another as UTF-8, which takes at most three times as much, and answers its length. */
export type Transcoder = (from: Buffer, start: number, end: number, to: Buffer) => number;

export function transcoderOf(encoding: Exclude<Encoding, "utf-8">): Transcoder {
  if (encoding === "windows-1252") return fromWindows1252;
  return encoding === "utf-16le" ? utf16(0, 1) : utf16(1, 0);
}

/** Code points of bytes 0x80 to 0x9f (https://encoding.spec.whatwg.org/index-windows-1252.txt). */
const C1 = [
  0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152,
  0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122,
  0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
];

function fromWindows1252(from: Buffer, start: number, end: number, to: Buffer): number {
  let at = 0;
  for (let index = start; index < end; index++) {
    const byte = from[index]!;
    if (byte < 0x80) to[at++] = byte;
    else at = putCodePoint(to, at, byte < 0xa0 ? C1[byte - 0x80]! : byte);
  }
  return at;
}

function utf16(low: 0 | 1, high: 0 | 1): Transcoder {
  return (from, start, end, to) => {
    let at = 0;
    for (let index = start; index + 1 < end; index += 2) {
      const unit = from[index + low]! | (from[index + high]! << 8);
      if (unit < 0x80) {
        to[at++] = unit;
        continue;
      }
      if (unit < 0xd800 || unit > 0xdfff) {
        at = putCodePoint(to, at, unit);
        continue;
      }
      const next = index + 3 < end ? from[index + 2 + low]! | (from[index + 2 + high]! << 8) : 0;
      const isPair = unit < 0xdc00 && next >= 0xdc00 && next <= 0xdfff;
      at = putCodePoint(
        to,
        at,
        isPair ? 0x10000 + ((unit - 0xd800) << 10) + next - 0xdc00 : 0xfffd,
      );
      if (isPair) index += 2;
    }
    return at;
  };
}

function putCodePoint(to: Buffer, start: number, point: number): number {
  let at = start;
  if (point < 0x800) to[at++] = 0xc0 | (point >> 6);
  else {
    if (point < 0x10000) to[at++] = 0xe0 | (point >> 12);
    else {
      to[at++] = 0xf0 | (point >> 18);
      to[at++] = 0x80 | ((point >> 12) & 63);
    }
    to[at++] = 0x80 | ((point >> 6) & 63);
  }
  to[at++] = 0x80 | (point & 63);
  return at;
}
