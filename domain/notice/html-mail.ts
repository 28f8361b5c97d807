import type { Notice, NoticeSection } from "../notice";
import { fit } from "../report/fit";
import { shown } from "../report/shown";
import {
  badge,
  factRow,
  factTable,
  heading,
  itemRow,
  itemTable,
  linkCell,
  linkTable,
  moreText,
  page,
  subheading,
} from "./mail-parts";

/** Outlook clips a larger mail, and leaves its end to a click. */
const maxBytes = 100_000;
const maxSubject = 200;
const most = { facts: 30, sections: 12, items: 50, links: 5 };
const encoder = new TextEncoder();

/** A mail as Microsoft Graph and SMTP want it: a subject on one line, and a whole HTML document. */
export interface RenderedMail {
  subject: string;
  html: string;
}

/**
 * What a mailbox sees of a notice: at most 100 KB, by shortening its lists. No text becomes mark-up
 * or a link in it; what looks like an address is defanged, in references too, since mail clients
 * make links of text. Buttons are left out: a mail can ask nobody back.
 */
export function renderMail(notice: Notice): RenderedMail {
  const subject = shown(`[Sentinel] ${notice.summary}`, maxSubject);
  const sections = notice.sections.filter(({ items }) => items.length > 0);
  const shownSections = sections.slice(0, most.sections);
  const titles = shownSections.map(({ title }) => subheading(title));
  const frame = pageOf(notice, subject, [
    ...titles.flatMap((title) => [title, itemTable([]), moreText(99_999)]),
    factTable([]),
    moreText(99_999),
    moreText(99_999),
  ]);
  const facts = notice.facts.slice(0, most.facts).map(factRow);
  const lists = shownSections.map(({ items }) => items.slice(0, most.items).map(itemRow));
  // Each row brings a line break.
  const fitted = fit([facts, ...lists], (row) => bytesOf(row) + 1, maxBytes - bytesOf(frame));
  const [keptFacts = { shown: [], more: 0 }, ...kept] = fitted;
  return {
    subject,
    html: pageOf(notice, subject, [
      ...listOf(factTable, keptFacts.shown, notice.facts.length),
      ...titles.flatMap((title, index) => [
        title,
        ...listOf(itemTable, kept[index]?.shown ?? [], countOf(shownSections[index])),
      ]),
      ...(sections.length > shownSections.length
        ? [moreText(sections.length - shownSections.length)]
        : []),
    ]),
  };
}

const countOf = (section: NoticeSection | undefined): number =>
  (section?.items.length ?? 0) + (section?.more ?? 0);

function listOf(table: (rows: string[]) => string, rows: string[], of: number): string[] {
  if (of === 0) return [];
  return [table(rows), ...(of > rows.length ? [moreText(of - rows.length)] : [])];
}

function pageOf(notice: Notice, subject: string, body: string[]): string {
  const links = notice.links.flatMap((link) => linkCell(link) ?? []).slice(0, most.links);
  return page(subject, notice.summary, [
    badge(notice.severity),
    heading(notice.title),
    ...(links.length > 0 ? [linkTable(links)] : []),
    ...body,
  ]);
}

const bytesOf = (text: string): number => encoder.encode(text).length;
