import { type Constraint, constraintOf } from "./route-constraints";

/**
 * An ASP.NET Core route template, parsed: what `route` of an HTTP trigger is written in.
 * https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-templates
 */
export interface RouteTemplate {
  segments: Segment[];
}

export interface Segment {
  parts: Part[];
}

export type Part = { literal: string } | Parameter;

export interface Parameter {
  name: string;
  isOptional: boolean;
  /** Takes the rest of the path, slashes included. */
  isCatchAll: boolean;
  defaultValue?: string;
  constraints: Constraint[];
}

/** Reads a template; throws one sentence about what cannot be read in it. */
export function parseRouteTemplate(route: string): RouteTemplate {
  const text = route.replace(/^\/+/, "").replace(/\/$/, "");
  const segments = splitSegments(text).map((segment) => ({ parts: parseParts(segment, route) }));
  segments.slice(0, -1).forEach(({ parts }) => {
    if (parts.some((part) => "name" in part && part.isCatchAll)) {
      throw new Error(`The route "${route}" has a catch-all that is not its last segment`);
    }
  });
  refuseRepeatedNames(segments, route);
  return { segments };
}

/** Splits at slashes outside of braces: `regex(a/b)` is one segment. Doubled braces come in pairs. */
function splitSegments(text: string): string[] {
  if (text === "") return [];
  const segments = [""];
  let depth = 0;
  for (const char of text) {
    if (char === "{") depth += 1;
    if (char === "}") depth -= 1;
    if (char === "/" && depth === 0) segments.push("");
    else segments[segments.length - 1] += char;
  }
  return segments;
}

const token = /\{\{|\}\}|\{((?:[^{}]|\{\{|\}\})+)\}|[^{}]+|[{}]/g;

function parseParts(segment: string, route: string): Part[] {
  if (segment === "") throw new Error(`The route "${route}" has an empty segment`);
  const parts: Part[] = [];
  for (const [text, parameter] of segment.matchAll(token)) {
    if (parameter !== undefined) parts.push(parseParameter(parameter, route));
    else if (text === "{" || text === "}") {
      throw new Error(`The route "${route}" has a brace without its partner`);
    } else {
      const literal = text === "{{" ? "{" : text === "}}" ? "}" : text;
      const last = parts.at(-1);
      if (last && "literal" in last) last.literal += literal;
      else parts.push({ literal });
    }
  }
  refuseNeighbours(parts, route);
  return parts;
}

const parameterText = /^(\*{0,2})([^/:=?*]+)((?::[^]*)?)$/;

function parseParameter(text: string, route: string): Parameter {
  const { rest, isOptional, defaultValue } = ending(text);
  const [, stars = "", name = "", constraints = ""] = parameterText.exec(rest) ?? [];
  if (name === "") throw new Error(`The route "${route}" has a parameter without a name`);
  return {
    name,
    isOptional,
    isCatchAll: stars !== "",
    ...(defaultValue !== undefined && { defaultValue }),
    constraints: splitConstraints(constraints).map((constraint) => constraintOf(constraint, route)),
  };
}

/** Takes `?` or `=default` off the end; an equals sign inside a constraint's braces stays. */
function ending(text: string): { rest: string; isOptional: boolean; defaultValue?: string } {
  if (text.endsWith("?")) return { rest: text.slice(0, -1), isOptional: true };
  const match = /=([^()=]*)$/.exec(text);
  if (!match) return { rest: text, isOptional: false };
  return { rest: text.slice(0, match.index), isOptional: false, defaultValue: match[1] ?? "" };
}

/** `:int:range(1,5)` to its parts; a colon within parentheses belongs to the expression. */
function splitConstraints(text: string): string[] {
  const constraints: string[] = [];
  let depth = 0;
  for (const char of text) {
    if (char === "(") depth += 1;
    if (char === ")") depth -= 1;
    if (char === ":" && depth === 0) constraints.push("");
    else constraints[constraints.length - 1] += char;
  }
  return constraints.map((constraint) => constraint.replaceAll("{{", "{").replaceAll("}}", "}"));
}

function refuseNeighbours(parts: Part[], route: string): void {
  parts.slice(1).forEach((part, index) => {
    if ("name" in part && "name" in parts[index]!) {
      throw new Error(`The route "${route}" has two parameters with nothing between them`);
    }
  });
}

function refuseRepeatedNames(segments: Segment[], route: string): void {
  const names = segments
    .flatMap(({ parts }) => parts)
    .flatMap((part) => ("name" in part ? [part.name.toLowerCase()] : []));
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new Error(`The route "${route}" names the parameter "${repeated}" twice`);
  }
}
