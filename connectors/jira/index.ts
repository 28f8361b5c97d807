import type { JiraTickets } from "../../domain/policy";
import type { Ticket } from "../../domain/ticket";
import type { TicketSystem } from "../../domain/ticketing";
import type { Checked } from "../checked";
import type { Secrets } from "../credentials";
import type { Settings } from "../settings";
import { checkProject } from "./check";
import { type Client, createClient } from "./client";
import { changedFields, newIssue } from "./fields";
import { findIssue } from "./find";
import { checkedKey, issuePath } from "./key";
import { linkBody } from "./link";
import { appendNote } from "./notes";
import { resolveIssue } from "./resolve";
import { createdResponse, emptyResponse, madeResponse } from "./schema";
import { readStatus, ticketStatusOf } from "./status";

/** Issues of one project of Jira Cloud (REST v3), or of Jira Data Center (v2). */
export function jira(
  settings: Settings["jira"],
  mapping: JiraTickets,
  secrets: Secrets,
): TicketSystem & Checked {
  let client: Client | undefined;
  const connect = (): Client => (client ??= createClient(settings, secrets));

  const ticket = (key: string, issue: { id: string; key: string }, isNew: boolean): Ticket => ({
    system: "jira",
    key,
    id: issue.id,
    number: issue.key,
    url: `${connect().siteUrl}/browse/${encodeURIComponent(issue.key)}`,
    isNew,
  });

  return {
    async findTicket(key) {
      const issue = await findIssue(connect(), key);
      return issue && ticket(key, issue, false);
    },

    async createTicket(draft) {
      const { http, dialect } = connect();
      checkedKey(draft.key);
      const created = await http.write(createdResponse, {
        method: "POST",
        path: `${dialect.root}/issue`,
        body: newIssue(settings, mapping, dialect, draft),
      });
      return ticket(draft.key, created, true);
    },

    async updateTicket(id, change) {
      const { http, dialect } = connect();
      const fields = changedFields(dialect, mapping.priorities, change);
      if (Object.keys(fields).length === 0) return;
      const path = issuePath(dialect.root, id);
      await http.write(emptyResponse, { method: "PUT", path, body: { fields } });
    },

    noteTicket: async (id, note) => appendNote(connect(), id, note),

    /** Jira keeps one link for each globalId, and makes null of what is left out. */
    async linkTicket(id, link) {
      const { http, dialect } = connect();
      const path = `${issuePath(dialect.root, id)}/remotelink`;
      await http.write(madeResponse, { method: "POST", path, body: linkBody(link) });
    },

    resolveTicket: async (id, notes) => resolveIssue(connect(), mapping, id, notes),

    readTicket: async (id) => ticketStatusOf(await readStatus(connect(), id)),

    check: async () => checkProject(connect(), settings, mapping),
  };
}
