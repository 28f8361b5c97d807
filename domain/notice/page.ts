import { cleanLine } from "../clean-text";
import { httpsUrl } from "../https-url";
import type { Severity } from "../incident";
import type { Notice, NoticeFact, NoticeSection } from "../notice";
import { shown } from "../report/shown";

/**
 * What wakes somebody up, and what they read then, in the words of an event: everything but its key
 * and whom it goes to. https://developer.pagerduty.com/docs/send-an-alert-event
 */
export interface Page {
  client: string;
  client_url?: string;
  links: { href: string; text: string }[];
  payload: {
    /** Read aloud by a phone: one line, at most 1,024 characters. */
    summary: string;
    source: string;
    severity: PageSeverity;
    component?: string;
    group?: string;
    class?: string;
    custom_details: Record<string, string | string[]>;
  };
}

type PageSeverity = "critical" | "error" | "warning" | "info";

const severities: Readonly<Record<Severity, PageSeverity>> = {
  High: "critical",
  Medium: "error",
  Low: "warning",
  Informational: "info",
};

const most = { facts: 20, sections: 10, items: 12, links: 10 };
/** In characters; all together stays far below the 512 KB that an event may have. */
const sizes = { summary: 1_024, title: 80, text: 280 };

/**
 * A notice as a page. Its texts have one line each, and nothing in them is an address that somebody
 * half awake could follow; sections are shortened, and say so.
 */
export function renderPage(notice: Notice): Page {
  const links = notice.links.slice(0, most.links).flatMap(({ title, url }) => {
    const href = httpsUrl(url);
    return href === undefined ? [] : [{ href, text: shown(title, sizes.title) || "Open" }];
  });
  const [first] = links;
  return {
    client: "Durable Response for Microsoft Sentinel",
    ...(first && { client_url: first.href }),
    links,
    payload: {
      summary: shown(notice.summary, sizes.summary) || `Security incident, ${notice.severity}`,
      source: "Microsoft Sentinel",
      severity: severities[notice.severity],
      group: "sentinel",
      class: "security incident",
      custom_details: detailsOf(notice),
    },
  };
}

/** By title; of two with the same title the first stays. */
function detailsOf({ facts, sections }: Notice): Record<string, string | string[]> {
  const entries = [
    ...facts.slice(0, most.facts).map((fact) => [fact.title, factText(fact)] as const),
    ...sections
      .filter(({ items }) => items.length > 0)
      .slice(0, most.sections)
      .map((section) => [section.title, linesOf(section)] as const),
  ].map(([title, value]) => [shown(title, sizes.title) || "–", value] as const);
  const isFirst = ([title]: readonly [string, unknown], index: number): boolean =>
    entries.findIndex(([other]) => other === title) === index;
  return Object.fromEntries(entries.filter(isFirst));
}

/** A reference is copied as it is; only what could be followed is broken. */
const factText = ({ value, isReference }: NoticeFact): string =>
  isReference ? cleanLine(value, sizes.text).replaceAll("://", ":∕∕") : shown(value, sizes.text);

function linesOf({ items, more: others = 0 }: NoticeSection): string[] {
  const kept = items.slice(0, most.items).map((text) => shown(text, sizes.text));
  const more = items.length + others - kept.length;
  return more > 0 ? [...kept, `and ${more} more`] : kept;
}
