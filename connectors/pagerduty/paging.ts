import type { Page } from "../../domain/notice/page";
import type { Checked } from "../checked";
import type { Secrets } from "../credentials";
import type { Http } from "../http";
import type { Settings } from "../settings";
import { checkAccount } from "./check";
import { changeEvent, triggerEvent } from "./event";
import { createEvents } from "./events";
import { incidentsOf, mayHaveAlerts } from "./incidents";
import { createRest } from "./rest";
import type { PagerDutyIncident } from "./schema";

/** What came of a page. */
export interface PageStatus {
  /** "triggered" and "acknowledged" are open. */
  state: "triggered" | "acknowledged" | "resolved";
  incidentUrl: string;
}

export interface Paging extends Checked {
  /** Whether PagerDuty can be asked what came of a page: the REST API is set up. */
  canLook: boolean;
  /**
   * The page that was sent under a key: the open one, else the last; null when there is none yet. A
   * ticket under the same key is one, too, unless its urgency is low.
   */
  findPage(key: string): Promise<PageStatus | null>;
  /**
   * Pages whoever is on call. While it is open the same key adds to it; once it is resolved the same
   * key pages again, so look first. `aboutToSend` is awaited right before the first byte leaves.
   */
  triggerPage(key: string, page: Page, aboutToSend?: () => Promise<void>): Promise<void>;
  /** Dropped without a word when nothing is open under the key: see `findPage`. */
  acknowledgePage(key: string): Promise<void>;
  /** Dropped without a word when nothing is open under the key: see `findPage`. */
  resolvePage(key: string): Promise<void>;
}

/** Pages, by events; what came of them, by the REST API, where it is set up. */
export function paging(settings: Settings["pagerduty"], secrets: Secrets): Paging {
  const events = createEvents(settings, secrets);
  let rest: Http | undefined;
  const connect = () => (rest ??= createRest(settings, secrets));
  const canLook = settings.from !== undefined;

  return {
    canLook,
    async findPage(key) {
      const found = (await incidentsOf(connect(), key)).filter(hasPaged).map(statusOf);
      return found.find(({ state }) => state !== "resolved") ?? found.at(-1) ?? null;
    },
    triggerPage: async (key, page, aboutToSend) =>
      events.send(triggerEvent(key, page), aboutToSend),
    acknowledgePage: async (key) => events.send(changeEvent("acknowledge", key)),
    resolvePage: async (key) => events.send(changeEvent("resolve", key)),
    async check() {
      await events.routingKey();
      const form = "routing key has the right form, which only an event would prove";
      if (!canLook) return `${form}; without PAGERDUTY_FROM no page can be looked up`;
      return `${await checkAccount(connect(), settings)}; ${form}`;
    },
  };
}

/** A ticket of low urgency wakes nobody up. */
const hasPaged = (incident: PagerDutyIncident): boolean =>
  mayHaveAlerts(incident) || incident.urgency !== "low";

/** A status that we do not know is one of an incident that is not resolved. */
function statusOf({ status, html_url }: PagerDutyIncident): PageStatus {
  const state = status === "acknowledged" || status === "resolved" ? status : "triggered";
  return { state, incidentUrl: html_url };
}
