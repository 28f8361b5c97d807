import {
  type Parameter,
  type Part,
  type RouteTemplate,
  parseRouteTemplate,
} from "./route-template";

/** What a path says for the parameters of a route: decoded, only those that are there. */
export type RouteValues = Record<string, string>;

/** Compares a path (as sent, percent-encoded, without a query) with a template. */
export type RouteMatcher = (path: string) => RouteValues | undefined;

/** A matcher for a route template. Literals match in any case; a final slash does not count. */
export function matcherOf(route: string): RouteMatcher {
  const template = parseRouteTemplate(route);
  const segments = template.segments.map(compile);
  return (path) => {
    const values = matchSegments(segments, segmentsOf(path));
    return values && satisfies(template, values) ? values : undefined;
  };
}

/** A segment with its patterns; the second one is for `{name}.{extension?}` without the dot. */
interface CompiledSegment {
  parts: Part[];
  patterns: RegExp[];
}

const compile = ({ parts }: { parts: Part[] }): CompiledSegment => ({
  parts,
  patterns: [patternOf(parts), patternOf(withoutOptionalEnd(parts))],
});

/** Greedy from the left, which finds what ASP.NET finds by looking for literals from the right. */
const patternOf = (parts: Part[]): RegExp =>
  new RegExp(
    `^${parts.map((part) => ("name" in part ? "([^]+)" : escaped(part.literal))).join("")}$`,
    "i",
  );

const escaped = (literal: string): string => literal.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

function withoutOptionalEnd(parts: Part[]): Part[] {
  const last = parts.at(-1);
  const isOptional = last && "name" in last && last.isOptional && parts.length > 2;
  return isOptional ? parts.slice(0, -2) : parts;
}

function segmentsOf(path: string): string[] {
  const trimmed = path.replace(/^\//, "").replace(/\/$/, "");
  return trimmed === "" ? [] : trimmed.split("/").map(decode);
}

/** As Kestrel decodes a path: an encoded slash stays encoded, and so does what cannot be decoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll(/%2f/gi, (slash) => `%25${slash.slice(1)}`));
  } catch {
    return text;
  }
}

function matchSegments(segments: CompiledSegment[], path: string[]): RouteValues | undefined {
  const values: RouteValues = {};
  for (const [index, segment] of segments.entries()) {
    const catchAll = catchAllOf(segment);
    if (catchAll) return withCatchAll(values, catchAll, path.slice(index));
    const text = path[index];
    const found = text === undefined ? absent(segment) : matchSegment(segment, text);
    if (!found) return undefined;
    Object.assign(values, found);
  }
  return path.length > segments.length ? undefined : values;
}

const catchAllOf = ({ parts }: CompiledSegment): Parameter | undefined => {
  const [first] = parts;
  return first && "name" in first && first.isCatchAll ? first : undefined;
};

function withCatchAll(values: RouteValues, { name, defaultValue }: Parameter, rest: string[]) {
  const text = rest.length > 0 ? rest.join("/") : defaultValue;
  return text === undefined ? values : { ...values, [name]: text };
}

/** A path that ends early: fine when what is missing is optional or has a default. */
function absent({ parts }: CompiledSegment): RouteValues | undefined {
  const [part, another] = parts;
  if (!part || another || !("name" in part)) return undefined;
  if (part.defaultValue !== undefined) return { [part.name]: part.defaultValue };
  return part.isOptional ? {} : undefined;
}

function matchSegment({ parts, patterns }: CompiledSegment, text: string): RouteValues | undefined {
  const found = patterns.map((pattern) => pattern.exec(text)).find((match) => match !== null);
  if (!found) return undefined;
  const names = parts.flatMap((part) => ("name" in part ? [part.name] : []));
  return Object.fromEntries(
    names.flatMap((name, index) => {
      const value = found[index + 1];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** An optional value that is absent satisfies every constraint. */
const satisfies = ({ segments }: RouteTemplate, values: RouteValues): boolean =>
  segments
    .flatMap(({ parts }) => parts)
    .every((part) => {
      if (!("name" in part)) return true;
      const value = values[part.name];
      return value === undefined || part.constraints.every((holds) => holds(value));
    });
