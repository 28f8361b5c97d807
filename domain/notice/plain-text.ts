import { fit } from "../report/fit";
import { shown } from "../report/shown";
import type { Notice } from "../notice";

const maxItems = 12;

/** A notice as lines of plain text, at most `maxLength` characters: the summary first. */
export function renderText(notice: Notice, maxLength: number): string {
  const head = [shown(notice.summary, Math.min(300, maxLength))];
  const facts = notice.facts
    .slice(0, 12)
    .map(({ title, value }) => `${shown(title, 60)}: ${shown(value, 280)}`);
  const sections = notice.sections
    .filter(({ items }) => items.length > 0)
    .slice(0, 10)
    .map(({ title, items, more: others = 0 }) => ({
      title: `\n${shown(title, 80)}`,
      items,
      others,
    }));
  const lists = [
    facts,
    ...sections.map(({ items }) => items.slice(0, maxItems).map((text) => `- ${shown(text, 280)}`)),
  ];
  const frame = [...head, ...sections.flatMap(({ title }) => [title, moreLine(99_999)])];
  const [keptFacts, ...kept] = fit(
    lists,
    (line) => line.length + 1,
    maxLength - frame.join("\n").length - 1,
  );
  const lines = sections.flatMap(({ title, items, others }, index) => {
    const { shown: fitted = [] } = kept[index] ?? {};
    const more = items.length + others - fitted.length;
    return [title, ...fitted, ...(more > 0 ? [moreLine(more)] : [])];
  });
  return within([...head, ...(keptFacts?.shown ?? []), ...lines], maxLength);
}

const moreLine = (count: number): string => `- and ${count} more`;

/** The first lines that fit: where one item of each list is too much, the last lists go. */
function within(lines: string[], maxLength: number): string {
  const kept = [...lines];
  while (kept.join("\n").length > maxLength && kept.length > 1) kept.pop();
  return kept.join("\n").trimEnd();
}
