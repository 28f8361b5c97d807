import type { FormatContext, LineFormat, LineParser } from "./format";
import { lineFormats } from "./formats";
import { sniff } from "./formats/sniff";

/** Lines that are looked at before it is decided which format they are of. */
const LOOKED_AT = 50;

interface AutoState {
  format: string;
  state: unknown;
}

/**
 * The format that a file's own lines speak for, decided once for each file by its first lines, and kept in its state.
 * Lines that fit none are counted as unparsed, and later ones are asked anew.
 */
export const autoFormat: LineFormat = {
  unit: "line",
  name: "auto",
  open(context) {
    const known = context.state as AutoState | undefined;
    let chosen = known && chosenOf(known.format, { ...context, state: known.state });
    let first: { bytes: Buffer; offset: number }[] = [];

    function decide(): void {
      if (chosen || first.length === 0) return;
      const text = Buffer.concat(first.flatMap(({ bytes }) => [bytes, lineEnd]));
      const format = sniff(text, context.name);
      chosen =
        format === undefined ? undefined : chosenOf(format, { ...context, state: undefined });
      for (const { bytes, offset } of first) {
        if (chosen) chosen.parser.line(bytes, 0, bytes.length, offset);
        else context.unparsed(bytes.toString("utf8", 0, 500));
      }
      first = [];
    }

    return {
      line(buffer, start, end, offset) {
        if (chosen) return chosen.parser.line(buffer, start, end, offset);
        // The buffer is used again.
        first.push({ bytes: Buffer.from(buffer.subarray(start, end)), offset });
        if (first.length >= LOOKED_AT) decide();
      },
      pending() {
        decide();
        return chosen?.parser.pending();
      },
      flush() {
        decide();
        chosen?.parser.flush();
      },
      state: (): AutoState | undefined =>
        chosen && { format: chosen.format, state: chosen.parser.state() },
    };
  },
};

const lineEnd = Buffer.from("\n");

function chosenOf(
  format: string,
  context: FormatContext,
): { format: string; parser: LineParser } | undefined {
  const found = Object.hasOwn(lineFormats, format) ? lineFormats[format] : undefined;
  return found && { format, parser: found.open(context) };
}
