import { cleanLine, cut } from "../clean-text";
import { defang } from "../defang";
import { escapeHtml } from "../html";

/** Hostile text as people read it: one line, no live link, at most `maxLength` characters. */
export function shown(text: string, maxLength: number): string {
  return cut(defang(cleanLine(text, maxLength)), maxLength);
}

/** The same as HTML text. */
export function shownHtml(text: string, maxLength: number): string {
  return escapeHtml(shown(text, maxLength));
}
