import { ConnectorError } from "../connectors/connector-error";
import type { PageStatus, Paging } from "../connectors/pagerduty";
import type { Notice } from "../domain/notice";
import { renderPage } from "../domain/notice/page";
import { isRetryable } from "../domain/outcome";
import type { ActivityDependencies } from "./dependencies";
import { harmlessToRepeat, once } from "./once";
import type { Step } from "./step";

/**
 * Pages, one under each key. That PagerDuty took an event proves nothing, so it is asked what came of
 * it, where its REST API is set up.
 */
export const pages = ({ connectors: { pagerduty }, ledger }: ActivityDependencies) => {
  const lookUp = (key: string): Promise<PageStatus | null> => pagerduty.findPage(key);

  /** Asked in passing: what PagerDuty does not say now stops nothing. */
  const glance = async (key: string): Promise<PageStatus | "unseen" | null> =>
    pagerduty.canLook ? lookUp(key).catch(ifFailed("unseen")) : "unseen";

  function change(
    { step, key }: KeyInput,
    { action, send, isDone }: PageChange,
  ): Promise<ChangedPage> {
    const doneBy = (page: PageStatus | "unseen" | null): ChangedPage | null =>
      page && page !== "unseen" && isDone(page) ? { done: "yes", ...shown(key, page) } : null;
    return once(ledger, step, {
      action,
      target: key,
      look: pagerduty.canLook
        ? async () => doneBy(await lookUp(key).catch(ifRefused(null)))
        : harmlessToRepeat,
      async send() {
        const before = doneBy(await glance(key));
        if (before) return before;
        await send(key);
        const after = await glance(key);
        if (after === null) return { done: "no", key };
        return doneBy(after) ?? { done: "maybe", ...shown(key, after) };
      },
    });
  }

  return {
    async triggerPage({ step, key, notice }: PageInput): Promise<SentPage> {
      const page = renderPage(notice);
      const effect = { action: "triggerPage", target: key };
      if (pagerduty.canLook) {
        return once<SentPage>(ledger, step, {
          ...effect,
          async look() {
            const found = await lookUp(key).catch(ifRefused("unseen" as const));
            return found && { sent: found === "unseen" ? "maybe" : "yes", ...shown(key, found) };
          },
          async send() {
            // An earlier run may have paged for the same incident, and somebody resolved it since.
            const found = await glance(key);
            if (found && found !== "unseen") return { sent: "yes", ...shown(key, found) };
            await pagerduty.triggerPage(key, page);
            return { sent: "yes", ...shown(key, await glance(key)) };
          },
        });
      }
      const answer = await once<SentPage>(ledger, step, {
        ...effect,
        async send(aboutToSend) {
          await pagerduty.triggerPage(key, page, aboutToSend);
          return { sent: "yes", key };
        },
      });
      return answer === "maybe" ? { sent: "maybe", key } : answer;
    },

    acknowledgePage: (input: KeyInput) =>
      change(input, {
        action: "acknowledgePage",
        send: (key) => pagerduty.acknowledgePage(key),
        isDone: ({ state }) => state !== "triggered",
      }),

    resolvePage: (input: KeyInput) =>
      change(input, {
        action: "resolvePage",
        send: (key) => pagerduty.resolvePage(key),
        isDone: ({ state }) => state === "resolved",
      }),
  };
};

/** A page that was sent; "maybe" where PagerDuty cannot be asked whether it was. */
interface SentPage {
  sent: "yes" | "maybe";
  key: string;
  /** Once PagerDuty has made an incident of it. */
  incidentUrl?: string;
}

/** "no": PagerDuty shows no page under the key. "maybe": it does not show the change, or not yet. */
interface ChangedPage {
  done: "yes" | "maybe" | "no";
  key: string;
  incidentUrl?: string;
}

interface KeyInput {
  step: Step;
  /** `sentinel:<incident name>`. */
  key: string;
}

interface PageInput extends KeyInput {
  notice: Notice;
}

interface PageChange {
  action: string;
  send: Paging["resolvePage"];
  isDone: (page: PageStatus) => boolean;
}

const shown = (key: string, page: PageStatus | "unseen" | null) =>
  page && page !== "unseen" ? { key, incidentUrl: page.incidentUrl } : { key };

const ifFailed =
  <T>(value: T) =>
  (error: unknown): T => {
    if (error instanceof ConnectorError) return value;
    throw error;
  };

/** What a retry can cure stays thrown. */
const ifRefused =
  <T>(value: T) =>
  (error: unknown): T => {
    if (error instanceof ConnectorError && !isRetryable(error.kind)) return value;
    throw error;
  };
