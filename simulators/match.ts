import type { Handler, Routes } from "./simulator";

export interface Match {
  /** The route as it was registered. */
  route: string;
  handler: Handler;
  params: Record<string, string>;
}

/** The methods that a path takes, when it does not take the request's. */
export interface OtherMethods {
  allow: string[];
}

/** The route of a request; undefined when no route has its path. */
export type Matcher = (
  method: string,
  segments: readonly string[],
) => Match | OtherMethods | undefined;

interface Pattern {
  route: string;
  method: string;
  segments: string[];
  handler: Handler;
}

/** Prepares a vendor's routes. Of several that fit, the one that is literal the longest wins. */
export function matcherOf(routes: Routes): Matcher {
  const patterns = Object.entries(routes)
    .map(([route, handler]) => compile(route, handler))
    .toSorted(bySpecificity);

  return (method, segments) => {
    const fitting = patterns.flatMap((pattern) => {
      const params = paramsOf(pattern.segments, segments);
      return params ? [{ ...pattern, params }] : [];
    });
    if (fitting.length === 0) return undefined;
    const found = fitting.find((pattern) => pattern.method === method);
    if (!found) return { allow: [...new Set(fitting.map((pattern) => pattern.method))] };
    return { route: found.route, handler: found.handler, params: found.params };
  };
}

/**
 * The decoded segments of a path as it was sent: "/a/b%2Fc/" is "a", "b/c" and "". Undefined when
 * the percent-encoding is broken.
 */
export function segmentsOf(path: string): string[] | undefined {
  try {
    return path.replace(/^\//, "").split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function compile(route: string, handler: Handler): Pattern {
  const [, method, path] = /^([A-Z]+) (\/.*)$/.exec(route) ?? [];
  if (!method || !path) throw new Error(`Cannot read the route "${route}": expected "GET /path"`);
  return { route, method, segments: path.slice(1).split("/"), handler };
}

const isParameter = (segment: string): boolean => /^\{[^*]+\}$/.test(segment);
const isRest = (segment: string): boolean => /^\{\*.+\}$/.test(segment);

function paramsOf(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    if (isRest(expected)) {
      params[expected.slice(2, -1)] = segments.slice(index).join("/");
      return params;
    }
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (isParameter(expected)) {
      if (segment === "") return undefined;
      params[expected.slice(1, -1)] = segment;
    } else if (segment.toLowerCase() !== expected.toLowerCase()) {
      return undefined;
    }
  }
  return segments.length === pattern.length ? params : undefined;
}

const rank = (segment = ""): number => (isRest(segment) ? 2 : isParameter(segment) ? 1 : 0);

function bySpecificity(a: Pattern, b: Pattern): number {
  const length = Math.max(a.segments.length, b.segments.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(a.segments[index]) - rank(b.segments[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}
