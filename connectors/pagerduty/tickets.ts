import { createHash } from "node:crypto";
import type { PagerDutyTickets } from "../../domain/policy";
import type { Ticket } from "../../domain/ticket";
import type { TicketSystem } from "../../domain/ticketing";
import { cleanLine, cleanText } from "../../domain/clean-text";
import type { Checked } from "../checked";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import type { Http } from "../http";
import type { Settings } from "../settings";
import { checkAccount, checkPriorities } from "./check";
import { changeBody, draftBody, longest } from "./fields";
import { incidentsOf, putIncident, readIncident } from "./incidents";
import { checkedKey, vendor } from "./keys";
import { appendNote } from "./notes";
import { createRest } from "./rest";
import { type PagerDutyIncident, incidentResponse } from "./schema";
import { ticketStatus } from "./status";

/** Incidents of PagerDuty as tickets, through its REST API. Opening one pages by its urgency. */
export function tickets(
  settings: Settings["pagerduty"],
  policy: PagerDutyTickets,
  secrets: Secrets,
): TicketSystem & Checked {
  let rest: Http | undefined;
  const connect = (): Http => (rest ??= createRest(settings, secrets));

  function service(): string {
    if (settings.serviceId !== undefined) return settings.serviceId;
    throw notConfigured(vendor, "PAGERDUTY_SERVICE_ID");
  }

  async function findTicket(key: string): Promise<Ticket | null> {
    const [oldest] = await incidentsOf(connect(), key);
    return oldest ? ticketOf(key, oldest, false) : null;
  }

  return {
    findTicket,

    async createTicket(draft) {
      const http = connect();
      const body = draftBody(service(), policy, { ...draft, key: checkedKey(draft.key) });
      return http
        .write(incidentResponse, { method: "POST", path: "/incidents", body })
        .then(({ incident }) => ticketOf(draft.key, incident, true))
        .catch(async (error: unknown) => {
          // One is open under this key: somebody was faster.
          const other = isBadRequest(error) ? await findTicket(draft.key) : null;
          if (other) return other;
          throw error;
        });
    },

    async updateTicket(id, change) {
      const body = changeBody(policy, change);
      if (Object.keys(body).length > 0) await putIncident(connect(), id, body);
      if (change.description === undefined) return;
      // PagerDuty keeps the first description for good.
      const text = cleanText(change.description, longest.text);
      const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
      await appendNote(connect(), id, { marker: `[ref description-${hash}]`, text });
    },

    noteTicket: async (id, note) => appendNote(connect(), id, note),

    /** Incidents that were opened here have no list of links: a note says where the page is. */
    linkTicket: async (id, { key, title, url }) =>
      appendNote(connect(), id, {
        marker: `[link ${checkedKey(key)}]`,
        text: `${cleanLine(title, 300)}\n${url}`,
      }),

    async resolveTicket(id, notes) {
      const http = connect();
      if (await isResolved(http, id)) return;
      const resolution = cleanText(notes, longest.text);
      await putIncident(http, id, { status: "resolved", resolution }).catch(
        async (error: unknown) => {
          if (isBadRequest(error) && (await isResolved(http, id))) return;
          throw error;
        },
      );
    },

    readTicket: async (id) => ticketStatus(await readIncident(connect(), id)),

    async check() {
      service();
      const told = await checkAccount(connect(), settings);
      const ids = Object.values(policy.severities).flatMap(({ priorityId }) => priorityId ?? []);
      await checkPriorities(connect(), [...new Set(ids)]);
      return told;
    },
  };
}

const ticketOf = (key: string, incident: PagerDutyIncident, isNew: boolean): Ticket => ({
  system: "pagerduty",
  key,
  id: incident.id,
  number: `#${incident.incident_number}`,
  url: incident.html_url,
  isNew,
});

const isResolved = async (http: Http, id: string): Promise<boolean> =>
  (await readIncident(http, id)).status === "resolved";

/** By 400 PagerDuty also says that something has been done already. */
const isBadRequest = (error: unknown): boolean =>
  error instanceof ConnectorError && error.status === 400;
