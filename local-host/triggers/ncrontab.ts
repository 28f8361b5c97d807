import { Cron } from "croner";
import { parseTimeSpan } from "../time-span";

/** When a timer trigger is due. Times are milliseconds since 1970. */
export interface Schedule {
  /** The first due time after `time`. */
  next(time: number): number;
  /** Whether it is a fixed interval and not a cron expression. */
  isConstant: boolean;
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
 * Reads the `schedule` of a timer trigger: NCRONTAB with five or six fields, or a TimeSpan. In UTC,
 * as in Azure. NCRONTAB is read here, and croner only counts: it knows more (`L`, `W`, `#`, `?`, 7
 * for Sunday) and less (`5/15`, a reversed range) than Azure does.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
 */
export function parseSchedule(expression: string): Schedule {
  const interval = parseTimeSpan(expression);
  if (interval !== undefined) {
    if (interval <= 0) throw new Error(`The schedule "${expression}" is not longer than nothing`);
    return { next: (time) => time + interval, isConstant: true };
  }
  const texts = expression.trim().split(/\s+/);
  if (texts.length !== 5 && texts.length !== 6) {
    throw new Error(
      `The schedule "${expression}" is neither a cron expression of 5 or 6 fields nor a TimeSpan (hh:mm:ss)`,
    );
  }
  const fields = texts.length === 5 ? ["0", ...texts] : texts;
  return cronSchedule(
    expression,
    fields.map((text, index) => parseField(text, FIELDS[index]!, expression)),
  );
}

function cronSchedule(expression: string, fields: number[][]): Schedule {
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
  return { next, isConstant: false };
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
