import { Cron } from "croner";

/** A cron expression of a timer trigger, on a clock that never jumps. Times are wall times. */
export interface Ncrontab {
  /** The first time after `time`, to the second. */
  next: (time: number) => number;
  /**
   * Whether seconds, minutes or hours, written out, hold a range or everything: such a schedule runs in
   * both passes of an hour that comes twice, any other one once.
   */
  isInterval: boolean;
  /** Whether it is due in every minute, and more often than once. */
  isWithinMinutes: boolean;
}

interface Field {
  name: string;
  lowest: number;
  highest: number;
  values?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: "second", lowest: 0, highest: 59 },
  { name: "minute", lowest: 0, highest: 59 },
  { name: "hour", lowest: 0, highest: 23 },
  { name: "day", lowest: 1, highest: 31 },
  {
    name: "month",
    lowest: 1,
    highest: 12,
    values: [
      "january",
      "february",
      "march",
      "april",
      "may",
      "june",
      "july",
      "august",
      "september",
      "october",
      "november",
      "december",
    ],
  },
  {
    name: "day of week",
    lowest: 0,
    highest: 6,
    values: ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"],
  },
];

/**
 * Reads a cron expression of five or six fields. It is read here, and croner only counts: croner knows
 * more (`L`, `W`, `#`, `?`, 7 for Sunday) and less (`5/15`, a reversed range) than Azure does.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
 */
export function parseNcrontab(expression: string): Ncrontab {
  const texts = expression.trim().split(/\s+/);
  if (texts.length !== 5 && texts.length !== 6) {
    throw new Error(
      `The schedule "${expression}" is neither a cron expression of 5 or 6 fields nor a TimeSpan (hh:mm:ss)`,
    );
  }
  const fields = (texts.length === 5 ? ["0", ...texts] : texts).map((text, index) =>
    parseField(text, FIELDS[index]!, expression),
  );
  const [seconds, ...others] = fields;
  return {
    next: counted(expression, fields),
    isInterval: fields.slice(0, 3).some(hasNeighbours),
    isWithinMinutes: seconds!.length > 1 && others.every((values, at) => isWhole(values, at + 1)),
  };
}

/** Azure looks for "*" and "-" in the expression as NCrontab prints it, where `1,2` is `1-2` and a step is a list. */
const hasNeighbours = (values: readonly number[]): boolean =>
  values.some((value, index) => values[index + 1] === value + 1);

const isWhole = (values: readonly number[], index: number): boolean =>
  values.length === FIELDS[index]!.highest - FIELDS[index]!.lowest + 1;

function counted(expression: string, fields: number[][]): (time: number) => number {
  const cron = new Cron(fields.map((values) => values.join(",")).join(" "), {
    mode: "6-part",
    domAndDow: true,
    timezone: "UTC",
    paused: true,
  });
  const next = (time: number): number => {
    const due = cron.nextRun(new Date(time));
    if (!due) throw new Error(`The schedule "${expression}" is never due`);
    return due.getTime();
  };
  next(Date.UTC(2024, 0, 1)); // February 30 is found here and not in production
  return next;
}

/** Every value that one field allows, in order. */
function parseField(text: string, field: Field, expression: string): number[] {
  try {
    const values = new Set(text.split(",").flatMap((part) => parsePart(part, field)));
    return [...values].toSorted((a, b) => a - b);
  } catch (error) {
    throw new Error(
      `The schedule "${expression}" has a ${field.name} field that cannot be read, "${text}": ` +
        (error as Error).message,
      { cause: error },
    );
  }
}

function parsePart(part: string, field: Field): number[] {
  const [range = "", step, ...more] = part.split("/");
  if (more.length > 0) throw new Error("it has two steps");
  const every = step === undefined ? 1 : Math.max(wholeNumber(step), 1);
  const [low, high] = boundsOf(range, field, step !== undefined);
  const values: number[] = [];
  for (let value = low; value <= high; value += every) values.push(value);
  return values;
}

/** `5/15` runs to the end of the field; a range written backwards is turned around, as NCRONTAB does. */
function boundsOf(range: string, field: Field, hasStep: boolean): [low: number, high: number] {
  if (range === "*") return [field.lowest, field.highest];
  const [first = "", last, ...more] = range.split("-");
  if (more.length > 0) throw new Error("it has a range with three ends");
  const low = valueOf(first, field);
  if (last === undefined) return [low, hasStep ? field.highest : low];
  const high = valueOf(last, field);
  return low <= high ? [low, high] : [high, low];
}

/** A number, or the beginning of a name in any case: `MON`, `Mond`, `m`. */
function valueOf(text: string, { lowest, highest, values = [] }: Field): number {
  if (/^\d/.test(text)) {
    const value = wholeNumber(text);
    if (value < lowest || value > highest) {
      throw new Error(`${value} is not between ${lowest} and ${highest}`);
    }
    return value;
  }
  const index = text === "" ? -1 : values.findIndex((name) => name.startsWith(text.toLowerCase()));
  if (index < 0) throw new Error(`"${text}" is not a value`);
  return index + lowest;
}

function wholeNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new Error(`"${text}" is not a number`);
  return Number(text);
}
