import type { TicketNote } from "../../domain/ticketing";
import { ConnectorError } from "../connector-error";
import type { Http } from "../http";
import { checked } from "./client";
import { hasMarker, noteText } from "./note-text";
import { plainValues, recordPath, recordQuery } from "./record";
import { journalResponse, notesResponse, recordResponse } from "./schema";
import type { TableName } from "./tables";

const newest = "200";

/**
 * Appends a work note, unless one with its marker is there: ServiceNow keeps both. Never in one
 * change with anything else, so that neither is repeated for the other's sake.
 */
export async function appendNote(
  http: Http,
  table: TableName,
  id: string,
  note: TicketNote,
): Promise<void> {
  if (await isThere(http, table, checked("id of a ticket", id), note.marker)) return;
  await http.write(recordResponse, {
    method: "PATCH",
    path: recordPath(table, id),
    query: recordQuery,
    body: { work_notes: noteText(note) },
  });
}

/** The journal says it; who may not read the journal finds it empty, and reads the record instead. */
async function isThere(http: Http, table: TableName, id: string, marker: string): Promise<boolean> {
  const entries = await journalOf(http, id);
  if (entries.length > 0) return entries.some((entry) => hasMarker(entry, marker));
  const { result } = await http.read(notesResponse, {
    method: "GET",
    path: recordPath(table, id),
    query: { sysparm_display_value: "true", sysparm_fields: "sys_id,work_notes" },
  });
  return hasMarker(result.work_notes, marker);
}

async function journalOf(http: Http, id: string): Promise<string[]> {
  const { result } = await http
    .read(journalResponse, {
      method: "GET",
      path: "/api/now/table/sys_journal_field",
      query: {
        ...plainValues,
        sysparm_fields: "element_id,value",
        sysparm_query: `element_id=${id}^element=work_notes^ORDERBYDESCsys_created_on`,
        sysparm_limit: newest,
      },
    })
    .catch((error: unknown) => {
      if (error instanceof ConnectorError && error.status === 403) return { result: [] };
      throw error;
    });
  return result.filter((entry) => entry.element_id === id).map(({ value }) => value);
}
