/** A document taken apart: every tag as it is written, and the text between them. */
export interface TakenApart {
  tags: string[];
  /** Values of `href`, entities resolved. */
  links: string[];
  /** Entities resolved. */
  text: string;
}

const open = /<([a-z]+\d?)((?: [a-z]+(?:-[a-z]+)*="[^"<>&]*(?:&amp;[^"<>&]*)*")*)>/y;
const close = /<\/([a-z]+\d?)>/y;
const doctype = /<!DOCTYPE html>/y;
const text = /[^<>&"']+|&(?:amp|lt|gt|quot|#39|#8226|#160);/y;
const empty = new Set(["meta"]);
const entities: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&#8226;": "•",
  "&#160;": "\u00a0",
};

/**
 * Reads a small and strict HTML: tags in lower case with quoted attributes, every one closed in
 * order, and in texts no bare `< > & " '`. Throws at the first character that is anything else.
 */
export function takeApart(html: string): TakenApart {
  const found: TakenApart = { tags: [], links: [], text: "" };
  const stack: string[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(html);
    if (match) at += match[0].length;
    return match;
  };
  take(doctype);
  while (at < html.length) {
    const opened = take(open);
    const closed = opened ? null : take(close);
    const words = opened || closed ? null : take(text);
    if (opened) {
      const [tag, name = "", attributes = ""] = opened;
      found.tags.push(tag);
      if (!empty.has(name)) stack.push(name);
      const [, href] = / href="([^"]*)"/.exec(attributes) ?? [];
      if (href !== undefined) found.links.push(resolved(href));
    } else if (closed) {
      const last = stack.pop();
      if (last !== closed[1]) throw new Error(`</${closed[1]}> closes <${last}> at ${at}`);
    } else if (words) {
      found.text += resolved(words[0]);
    } else {
      throw new Error(`No HTML of ours at ${at}: ${html.slice(at, at + 80)}`);
    }
  }
  if (stack.length > 0) throw new Error(`<${stack.join(">, <")}> stay open`);
  return found;
}

const resolved = (written: string): string =>
  written.replace(/&[#a-z0-9]+;/g, (entity) => entities[entity] ?? entity);
