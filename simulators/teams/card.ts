import { isRecord } from "../simulator";
import { cardTypes } from "./card-types";

const deepest = 50;

/** Text wherever it stands. */
const optionalTexts = ["title", "altText", "label", "placeholder", "fallbackText", "iconUrl"];

/** What Teams would refuse about a card; undefined when it would be posted. */
export function cardProblem(card: unknown): string | undefined {
  if (!isRecord(card) || card.type !== "AdaptiveCard") {
    return "Property 'type' must be 'AdaptiveCard'";
  }
  return problemOf(card, "AdaptiveCard", "card", 0) ?? versionProblem(String(card.version));
}

function versionProblem(text: string): string | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(text) ?? [];
  if (major === undefined) return `Property 'version' of card is not a version: '${text}'`;
  const isRendered = Number(major) === 1 && Number(minor) <= 5;
  return isRendered ? undefined : `Version '${text}' of card is newer than Teams renders (1.5)`;
}

function problemOf(
  item: Record<string, unknown>,
  type: string,
  path: string,
  depth: number,
): string | undefined {
  if (depth > deepest) return `${path} is nested too deeply`;
  const { texts = [], lists = [], children = {} } = cardTypes[type] ?? {};
  const present = optionalTexts.filter((name) => (item[name] ?? undefined) !== undefined);
  const noText = [...texts, ...present].find((name) => typeof item[name] !== "string");
  if (noText !== undefined) return `Property '${noText}' of ${path} (${type}) must be a string`;
  const noList = lists.find((name) => !Array.isArray(item[name]));
  if (noList !== undefined) return `Property '${noList}' of ${path} (${type}) must be an array`;
  if (type === "Action.OpenUrl" && !isWebAddress(item.url)) {
    return `Property 'url' of ${path} (${type}) must be an absolute address`;
  }

  for (const [name, allowed] of Object.entries(children)) {
    const value = item[name];
    if (value === undefined || value === null) continue;
    const list = Array.isArray(value) ? value : [value];
    for (const [index, child] of list.entries()) {
      const place = Array.isArray(value) ? `${path}.${name}[${index}]` : `${path}.${name}`;
      const problem = childProblem(child, allowed, place, depth);
      if (problem) return problem;
    }
  }
  return undefined;
}

function childProblem(
  child: unknown,
  allowed: readonly string[],
  path: string,
  depth: number,
): string | undefined {
  // A list of text runs may hold plain strings.
  if (typeof child === "string" && allowed.includes("TextRun")) return undefined;
  if (!isRecord(child)) return `${path} must be an object`;
  const type = child.type ?? (allowed.length === 1 ? allowed[0] : undefined);
  if (typeof type !== "string") return `${path} has no 'type'`;
  if (allowed.includes(type)) return problemOf(child, type, path, depth + 1);
  // An element that a renderer does not know gives way to its fallback.
  const { fallback } = child;
  if (fallback === "drop") return undefined;
  return fallback === undefined
    ? `${path} is of the unknown type '${type}'`
    : childProblem(fallback, allowed, `${path}.fallback`, depth + 1);
}

function isWebAddress(url: unknown): boolean {
  const address = typeof url === "string" ? URL.parse(url) : null;
  return address !== null && ["https:", "http:"].includes(address.protocol);
}
