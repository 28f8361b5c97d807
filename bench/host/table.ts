/** One line of the table. */
export interface Line {
  figure: string;
  host: string;
  limit?: string;
  ratio?: number | undefined;
  target?: string;
  isMet?: boolean;
}

const widths = [44, 18, 30, 8, 14, 8];

/** Prints lines in columns. */
export function printTable(lines: readonly Line[]): void {
  print(["figure", "host", "limit", "ratio", "target", ""]);
  for (const { figure, host, limit = "", ratio, target = "", isMet } of lines) {
    const verdict = isMet === undefined ? "" : isMet ? "met" : "NOT MET";
    print([figure, host, limit, ratio === undefined ? "" : ratio.toFixed(2), target, verdict]);
  }
}

const print = (columns: string[]): void =>
  console.log(
    columns
      .map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!)))
      .join(" ")
      .trimEnd(),
  );
