import type { TicketNote } from "../../domain/ticketing";
import type { Http } from "../http";
import { checked } from "./client";
import { fitted } from "./fields";
import { plainValues, recordPath, recordQuery } from "./record";
import { journalResponse, recordResponse } from "./schema";

const newest = "200";
// Leaves room for the marker in the 4,000 characters of a journal entry.
const textLength = 3_800;

/** Appends a work note to an incident, unless one with its marker is there: ServiceNow keeps both. */
export async function appendNote(http: Http, id: string, { marker, text }: TicketNote) {
  const sysId = checked("id of a ticket", id);
  const { result } = await http.read(journalResponse, {
    method: "GET",
    path: "/api/now/table/sys_journal_field",
    query: {
      ...plainValues,
      sysparm_fields: "element_id,value",
      sysparm_query: `element_id=${sysId}^element=work_notes^ORDERBYDESCsys_created_on`,
      sysparm_limit: newest,
    },
  });
  const isThere = result.some((note) => note.element_id === id && note.value.includes(marker));
  if (isThere) return;
  await http.write(recordResponse, {
    method: "PATCH",
    path: recordPath(id),
    query: recordQuery,
    body: { work_notes: `${fitted(text, textLength)}\n${marker}` },
  });
}
