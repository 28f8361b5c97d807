import type { Again } from "./format";

const LF = 0x0a;

/** For parsers of lines that lie whole in a buffer, each with its end. */
export const againIn =
  (bytes: Buffer): Again =>
  (from, to, see) => {
    let start = from === 0 ? 0 : bytes.indexOf(LF, from - 1) + 1;
    while (start < to) {
      const end = bytes.indexOf(LF, start);
      see(bytes, start, end, start);
      start = end + 1;
    }
  };
