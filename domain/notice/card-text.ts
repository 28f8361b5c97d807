import { cleanLine, cut } from "../clean-text";
import { defang, refang } from "../defang";

/** What Markdown and Slack's mark-up begin with, and what looks like it. */
const lookAlikes: Readonly<Record<string, string>> = {
  "[": "(",
  "]": ")",
  "<": "‹",
  ">": "›",
  "*": "∗",
  "`": "ʼ",
  "~": "∼",
  "\\": "∖",
  "|": "∣",
  "{": "(",
  "}": ")",
};

/**
 * Hostile text for a TextBlock or a fact. Teams reads Markdown, entities and mentions there and not
 * every client honours a backslash, so the characters that start them become look-alikes.
 * https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features
 */
export function cardText(text: string, maxLength: number): string {
  return cut(defang(inert(refang(cleanLine(text, maxLength)))), maxLength);
}

/** A reference that somebody searches for, alone on its line: no mark-up, but nothing defanged. */
export function cardReference(text: string, maxLength: number): string {
  const inline = inert(cleanLine(text, maxLength)).replaceAll("://", ":∕∕");
  return inline.replace(/^(?=[#+-]|\d{1,9}[.)])/, "\u2007");
}

function inert(text: string): string {
  return text
    .replace(/[[\]<>*`~\\|{}]/g, (character) => lookAlikes[character] ?? "")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "＿")
    .replace(/&(?=#?\w{1,32};)/g, "& ");
}
