import { cleanLine } from "../../domain/clean-text";
import { httpsUrl } from "../../domain/https-url";
import type { Page } from "../../domain/notice/page";
import { checkedKey } from "./keys";

/** An event without its routing key. */
export interface PagerDutyEvent {
  event_action: "trigger" | "acknowledge" | "resolve";
  dedup_key: string;
  [member: string]: unknown;
}

/** Of the vendor; the rest of its 512 KB is for the routing key and what JSON adds. */
const longest = { summary: 1_024, event: 500 * 1_024 };
const mostLinks = 10;

/** The event that pages somebody, within the vendor's limits whatever the page holds. */
export function triggerEvent(key: string, page: Page): PagerDutyEvent {
  const { summary, source, severity, component, group, class: kind } = page.payload;
  const whole = {
    event_action: "trigger" as const,
    dedup_key: checkedKey(key),
    client: cleanLine(page.client, 255),
    ...urlMember("client_url", page.client_url),
    links: page.links.slice(0, mostLinks).flatMap(({ href, text }) => {
      const url = httpsUrl(href);
      return url === undefined ? [] : [{ href: url, text: cleanLine(text, 255) || url }];
    }),
    payload: {
      summary: cleanLine(summary, longest.summary) || key,
      source: cleanLine(source, 255) || "Microsoft Sentinel",
      severity,
      ...lineMembers({ component, group, class: kind }),
      custom_details: page.payload.custom_details,
    },
  };
  if (Buffer.byteLength(JSON.stringify(whole)) <= longest.event) return whole;
  const custom_details = { "Left out": "The details are longer than PagerDuty takes" };
  return { ...whole, payload: { ...whole.payload, custom_details } };
}

/** An event that changes the open alert of a key. */
export const changeEvent = (
  event_action: "acknowledge" | "resolve",
  key: string,
): PagerDutyEvent => ({ event_action, dedup_key: checkedKey(key) });

function urlMember(name: string, url: string | undefined): Record<string, string> {
  const href = httpsUrl(url);
  return href === undefined ? {} : { [name]: href };
}

const lineMembers = (texts: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, cleanLine(text, 255)]],
    ),
  );
