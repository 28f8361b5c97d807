import type { ServiceNowTickets } from "../../domain/policy";
import type { Ticket, TicketDraft } from "../../domain/ticket";
import type { TicketSystem } from "../../domain/ticketing";
import type { Checked } from "../checked";
import type { Secrets } from "../credentials";
import type { Http } from "../http";
import type { Settings } from "../settings";
import { checkTable } from "./check";
import { checked, createClient } from "./client";
import { changeBody, draftBody } from "./fields";
import { appendNote } from "./notes";
import { recordPath, recordQuery, tablePath } from "./record";
import { recordResponse, searchResponse, statusResponse } from "./schema";
import { statusOf, statusQuery } from "./status";
import { hasEnded, stateOf, tables } from "./tables";
import { fitted, fittedLine } from "./text";

/** Incidents or security incidents of ServiceNow, through the Table API. */
export function servicenow(
  settings: Settings["servicenow"],
  policy: ServiceNowTickets,
  secrets: Secrets,
): TicketSystem & Checked {
  const { table, closeCode } = settings;
  let client: { http: Http; url: string } | undefined;
  const connect = () => (client ??= createClient(settings, secrets));

  const ticket = (
    key: string,
    record: { sys_id: string; number: string },
    isNew: boolean,
  ): Ticket => ({
    system: "servicenow",
    key,
    id: record.sys_id,
    number: record.number,
    url: `${connect().url}/nav_to.do?uri=${encodeURIComponent(`${table}.do?sys_id=${record.sys_id}`)}`,
    isNew,
  });

  const read = async (id: string) =>
    connect().http.read(recordResponse, {
      method: "GET",
      path: recordPath(table, id),
      query: recordQuery,
    });

  const patch = async (id: string, body: Record<string, string>): Promise<void> => {
    await connect().http.write(recordResponse, {
      method: "PATCH",
      path: recordPath(table, id),
      query: recordQuery,
      body,
    });
  };

  return {
    async findTicket(key) {
      const { result } = await connect().http.read(searchResponse, {
        method: "GET",
        path: tablePath(table),
        query: {
          ...recordQuery,
          sysparm_query: `correlation_id=${checked("key of a ticket", key)}^ORDERBYsys_created_on`,
          sysparm_limit: "10",
          sysparm_no_count: "true",
        },
      });
      // An instance that does not know the field leaves the condition out, and answers any record.
      const record = result.find(({ correlation_id }) => correlation_id === key);
      return record ? ticket(key, record, false) : null;
    },

    async createTicket(draft: TicketDraft) {
      checked("key of a ticket", draft.key);
      const { result } = await connect().http.write(recordResponse, {
        method: "POST",
        path: tablePath(table),
        query: recordQuery,
        body: draftBody(table, policy, draft),
      });
      return ticket(draft.key, result, true);
    },

    async updateTicket(id, change) {
      const body = changeBody(table, policy, change);
      if (Object.keys(body).length > 0) await patch(id, body);
    },

    noteTicket: async (id, note) => appendNote(connect().http, table, id, note),

    /** A table of tickets has no list of links: a work note says where the page is. */
    linkTicket: async (id, { key, title, url }) =>
      appendNote(connect().http, table, id, {
        marker: `[link ${checked("key of a link", key)}]`,
        text: `${fittedLine(title, 300)}\n${url}`,
      }),

    async resolveTicket(id, notes) {
      const { result } = await read(id);
      if (hasEnded(stateOf(table, result.state, result.active))) return;
      // All three at once: without code and notes the data policy refuses the state.
      await patch(id, {
        state: tables[table].resolved,
        close_code: closeCode,
        close_notes: fitted(notes) || "Resolved",
      });
    },

    async readTicket(id) {
      const { result } = await connect().http.read(statusResponse, {
        method: "GET",
        path: recordPath(table, id),
        query: statusQuery,
      });
      return statusOf(table, id, result);
    },

    check: async () => checkTable(connect().http, table, Object.keys(policy.fields)),
  };
}
