import { styleText } from "node:util";
import type { StoryLine } from "./history";

const isTerminal = process.stdout.isTTY;

/** Text from outside never moves the cursor or hides a line: control characters become dots. */
export const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "·");

const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);

const colour = { good: "green", warning: "yellow", bad: "red", quiet: "dim" } as const;
const wideFrom = 110;

/**
 * One line of a run's story, in columns, as head and result. A narrow terminal gets narrow columns
 * and a result cut to what is left, but the whole of what went wrong.
 */
export function columnsOf(line: StoryLine, width = Infinity): [head: string, result: string] {
  const time = line.at.toLocaleTimeString("en-GB");
  const [step, target] = [printable(line.step), printable(line.target)];
  const result = printable(line.result);
  if (width >= wideFrom) {
    return [`${time}  ${cut(line.phase, 8)} ${cut(step, 22)} ${cut(target, 34)} `, result];
  }
  const head = `${time} ${cut(step, 20)} ${cut(target, 18)} `;
  const left = Math.max(8, width - head.length - 1);
  return [head, line.tone === "bad" ? result : cut(result, left).trimEnd()];
}

/** Prints one line of a run's story; in a terminal with colour, elsewhere plain and whole. */
export function printLine(line: StoryLine): void {
  clearProgress();
  const [head, result] = columnsOf(line, isTerminal ? process.stdout.columns || 80 : Infinity);
  console.log(head + (isTerminal ? styleText(colour[line.tone], result) : result));
}

/** Says something that is not a step. */
export function say(text = ""): void {
  clearProgress();
  console.log(text);
}

/** Shows, in a terminal only, what is going on now; the next line replaces it. */
export function showProgress(text: string): void {
  if (!isTerminal) return;
  clearProgress();
  process.stdout.write(
    styleText("dim", cut(text, Math.max(20, (process.stdout.columns || 80) - 1))),
  );
}

function clearProgress(): void {
  if (isTerminal) process.stdout.write("\r\u001B[2K");
}
