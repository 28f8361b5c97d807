import { fit } from "../report/fit";
import { httpsUrl } from "../https-url";
import type { Notice, NoticeFact, NoticeLink } from "../notice";
import { cardReference, cardText } from "./card-text";

/** Teams refuses a message above 28 KB with what it adds itself; 20 KB of JSON is safe. */
const maxBytes = 19_500;
const encoder = new TextEncoder();

/** How much of a notice a card shows, at most. Lengths are characters. */
interface Room {
  facts: number;
  sections: number;
  items: number;
  links: number;
  line: number;
  url: number;
}

const ample: Room = { facts: 12, sections: 10, items: 12, links: 5, line: 280, url: 2_048 };
/** Whatever is written in it, a card of this size fits. */
const scarce: Room = { facts: 10, sections: 8, items: 12, links: 2, line: 100, url: 1_000 };

interface TextBlock {
  type: "TextBlock";
  text: string;
  wrap: true;
  [style: string]: unknown;
}

/** An Adaptive Card 1.5 as plain data. https://adaptivecards.io/explorer/AdaptiveCard.html */
export interface AdaptiveCard {
  type: "AdaptiveCard";
  version: "1.5";
  fallbackText: string;
  body: unknown[];
  [member: string]: unknown;
}

/**
 * What a channel of Teams sees of a notice: at most 20 KB of JSON, by shortening. No text becomes a
 * link, a mention or mark-up in it. Buttons are left out: behind a Workflows webhook is nobody whom
 * `Action.Execute` or `Action.Submit` could ask.
 */
export function renderCard(notice: Notice): AdaptiveCard {
  const card = cardWithin(notice, ample);
  return bytesOf(card) <= maxBytes ? card : cardWithin(notice, scarce);
}

function cardWithin(notice: Notice, room: Room): AdaptiveCard {
  const sections = notice.sections
    .filter(({ items }) => items.length > 0)
    .slice(0, room.sections)
    .map(({ title, items, more = 0 }) => ({ title: subtitle(title), items, others: more }));
  const lists = sections.map(({ items }) =>
    items.slice(0, room.items).map((text) => itemBlock(text, room.line)),
  );
  const frame = sections.flatMap(({ title }) => [title, moreBlock(99_999)]);
  const fitted = fit(
    lists,
    (block) => bytesOf(block) + 1,
    maxBytes - bytesOf(cardOf(notice, room, frame)),
  );
  const blocks = sections.flatMap(({ title, items, others }, index) => {
    const { shown = [] } = fitted[index] ?? {};
    const more = items.length + others - shown.length;
    return [title, ...shown, ...(more > 0 ? [moreBlock(more)] : [])];
  });
  return cardOf(notice, room, blocks);
}

function cardOf(notice: Notice, room: Room, blocks: TextBlock[]): AdaptiveCard {
  const title = `${notice.severity}: ${cardText(notice.title, 200)}`;
  const facts = notice.facts.slice(0, room.facts).map((fact) => factOf(fact, room.line));
  const actions = notice.links.flatMap((link) => openUrl(link, room.url)).slice(0, room.links);
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.5",
    fallbackText: cardText(notice.summary, 300),
    msteams: { width: "Full" },
    body: [
      { type: "TextBlock", text: title, wrap: true, size: "Large", weight: "Bolder" },
      ...(facts.length > 0 ? [{ type: "FactSet", facts }] : []),
      ...blocks,
    ],
    ...(actions.length > 0 && { actions }),
  };
}

const factOf = ({ title, value, isReference }: NoticeFact, line: number) => ({
  title: cardText(title, 60),
  value: isReference ? cardReference(value, Math.min(120, line)) : cardText(value, line),
});

function openUrl({ title, url }: NoticeLink, longest: number) {
  const href = httpsUrl(url);
  if (href === undefined || href.length > longest) return [];
  return [{ type: "Action.OpenUrl", title: cardText(title, 40), url: href }];
}

const itemBlock = (text: string, line: number): TextBlock => ({
  type: "TextBlock",
  text: `• ${cardText(text, line)}`,
  wrap: true,
  spacing: "Small",
});

const moreBlock = (count: number): TextBlock => ({
  type: "TextBlock",
  text: `and ${count} more`,
  wrap: true,
  spacing: "Small",
  isSubtle: true,
});

const subtitle = (text: string): TextBlock => ({
  type: "TextBlock",
  text: cardText(text, 80),
  wrap: true,
  weight: "Bolder",
  spacing: "Medium",
});

const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;
