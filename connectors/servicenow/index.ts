import type { Ticket, TicketDraft } from "../../domain/ticket";
import type { TicketNote } from "../../domain/ticketing";
import type { Secrets } from "../credentials";
import type { Http } from "../http";
import type { Settings } from "../settings";
import { checked, createClient } from "./client";
import { fitted, ticketBody } from "./fields";
import { appendNote } from "./notes";
import { recordPath, recordQuery, table } from "./record";
import { recordResponse, searchResponse } from "./schema";

// 6 Resolved, 7 Closed, 8 Canceled
const ended = new Set(["6", "7", "8"]);

/** ServiceNow incidents, through the Table API. */
export function servicenow(settings: Settings["servicenow"], secrets: Secrets) {
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
    url: `${connect().url}/nav_to.do?uri=${encodeURIComponent(`incident.do?sys_id=${record.sys_id}`)}`,
    isNew,
  });

  return {
    /** The ticket that was opened under a key, the oldest when there are two. */
    async findTicket(key: string): Promise<Ticket | null> {
      const { result } = await connect().http.read(searchResponse, {
        method: "GET",
        path: table,
        query: {
          ...recordQuery,
          sysparm_query: `correlation_id=${checked("key of a ticket", key)}^ORDERBYsys_created_on`,
          sysparm_limit: "10",
          sysparm_no_count: "true",
        },
      });
      // An instance that does not know the field leaves the condition out, and answers any incident.
      const record = result.find(({ correlation_id }) => correlation_id === key);
      return record ? ticket(key, record, false) : null;
    },

    /** Opens a ticket. It does not look for one first: see `findTicket`. */
    async createTicket(draft: TicketDraft): Promise<Ticket> {
      checked("key of a ticket", draft.key);
      const { result } = await connect().http.write(recordResponse, {
        method: "POST",
        path: table,
        query: recordQuery,
        body: ticketBody(draft),
      });
      return ticket(draft.key, result, true);
    },

    /** Appends a work note, unless one with its marker is there. */
    noteTicket: async (id: string, note: TicketNote): Promise<void> =>
      appendNote(connect().http, id, note),

    /** Resolves a ticket; one that is resolved, closed or cancelled stays as it is. */
    async resolveTicket(id: string, notes: string): Promise<void> {
      const { http } = connect();
      const { result } = await http.read(recordResponse, {
        method: "GET",
        path: recordPath(id),
        query: recordQuery,
      });
      if (ended.has(result.state)) return;
      // All three at once: without code and notes the data policy refuses the state.
      await http.write(recordResponse, {
        method: "PATCH",
        path: recordPath(id),
        query: recordQuery,
        body: { state: "6", close_code: settings.closeCode, close_notes: fitted(notes) },
      });
    },
  };
}
