/** Whether a route value satisfies one inline constraint. */
export type Constraint = (value: string) => boolean;

const whole = /^[+-]?\d+$/;
const fraction = /^[+-]?(\d[\d,]*\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const dashed = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const guid = new RegExp(`^(?:[0-9a-f]{32}|${dashed}|\\{${dashed}\\}|\\(${dashed}\\))$`, "i");

const isBetween = (value: string, lowest: bigint, highest: bigint): boolean =>
  whole.test(value) &&
  BigInt(value.replace(/^\+/, "")) >= lowest &&
  BigInt(value.replace(/^\+/, "")) <= highest;

const int32 = (value: string): boolean => isBetween(value, -(2n ** 31n), 2n ** 31n - 1n);
const int64 = (value: string): boolean => isBetween(value, -(2n ** 63n), 2n ** 63n - 1n);

/** A last path segment with a dot that is not its last character. */
const isFileName = (value: string): boolean => /\.[^./]+$/.test(value.split("/").at(-1) ?? "");

const months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
const dateLike = new RegExp(
  `^(\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}|\\d{1,2} (${months})|(${months})[a-z]* \\d)`,
  "i",
);

/** JavaScript alone would take "1" and "a 1" for dates, too. A time alone is one of today. */
function isDateTime(value: string): boolean {
  const text = /^\d{1,2}:\d{2}/.test(value) ? `1 jan 2000 ${value}` : value;
  return dateLike.test(text) && !Number.isNaN(Date.parse(text));
}

const PLAIN: Record<string, Constraint> = {
  int: int32,
  long: int64,
  bool: (value) => /^(true|false)$/i.test(value),
  datetime: isDateTime,
  decimal: (value) => fraction.test(value) && !/e/i.test(value),
  double: (value) => fraction.test(value),
  float: (value) => fraction.test(value),
  guid: (value) => guid.test(value),
  alpha: (value) => /^[a-z]*$/i.test(value),
  required: (value) => value !== "",
  file: isFileName,
  nonfile: (value) => !isFileName(value),
};

const WITH_NUMBERS: Record<string, (first: number, second?: number) => Constraint> = {
  minlength: (least) => (value) => value.length >= least,
  maxlength: (most) => (value) => value.length <= most,
  length:
    (least, most = least) =>
    (value) =>
      value.length >= least && value.length <= most,
  min: (least) => (value) => int64(value) && Number(value) >= least,
  max: (most) => (value) => int64(value) && Number(value) <= most,
  range:
    (least, most = least) =>
    (value) =>
      int64(value) && Number(value) >= least && Number(value) <= most,
};

const ARGUMENTS: Record<string, number[]> = { length: [1, 2], range: [2] };

/**
 * The built-in constraints of ASP.NET Core routes: `int`, `length(2,5)`, `regex(^a+$)` and the rest.
 * https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-constraints
 */
export function constraintOf(text: string, route: string): Constraint {
  const [, word = text, argument] = /^(\w+)\(([^]*)\)$/.exec(text) ?? [];
  const name = word.toLowerCase();
  if (name === "regex" && argument !== undefined) return regexOf(argument, route);
  if (argument === undefined && Object.hasOwn(PLAIN, name)) return PLAIN[name]!;
  const parts = argument?.split(",").map((part) => part.trim()) ?? [];
  const numbers = parts.filter((part) => whole.test(part)).map(Number);
  const counts = ARGUMENTS[name] ?? [1];
  if (
    Object.hasOwn(WITH_NUMBERS, name) &&
    counts.includes(parts.length) &&
    numbers.length === parts.length
  ) {
    return WITH_NUMBERS[name]!(numbers[0]!, numbers[1]);
  }
  throw new Error(`The route "${route}" has a constraint that does not exist: "${text}"`);
}

function regexOf(expression: string, route: string): Constraint {
  try {
    const regex = new RegExp(expression, "i"); // case does not count in a route
    return (value) => regex.test(value);
  } catch (cause) {
    throw new Error(`The route "${route}" has a regular expression that cannot be read`, { cause });
  }
}
