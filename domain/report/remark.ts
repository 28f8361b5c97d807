import { counted } from "../words";
import { fit } from "./fit";
import { shownHtml } from "./shown";

const maxHtml = 28_000;

/** A short comment as HTML: a title and a list, shortened by whole lines until Sentinel takes it. */
export function remarkHtml(title: string, lines: readonly string[]): string {
  const items = lines.map((line) => `<li>${shownHtml(line, 400)}</li>`);
  const kept = fit([items], ({ length }) => length, maxHtml)[0]!.shown;
  const more = items.length - kept.length;
  const rest = more > 0 ? `<li>and ${counted(more, "more line")}</li>` : "";
  const list = items.length > 0 ? `<ul>${kept.join("")}${rest}</ul>` : "";
  return `<p><b>${shownHtml(title, 300)}</b></p>${list}`;
}
