import type { TicketNote } from "../../domain/ticketing";
import type { Client } from "./client";
import { issuePath } from "./key";
import { commentsResponse, madeResponse } from "./schema";

const page = 100;
// What Jira Cloud keeps of one issue, in pages.
const mostPages = 50;

/** Writes a comment, unless one that ends with its marker is there: Jira keeps both. */
export async function appendNote(client: Client, id: string, note: TicketNote): Promise<void> {
  const { http, dialect } = client;
  if (await isThere(client, id, note.marker)) return;
  await http.write(madeResponse, {
    method: "POST",
    path: `${issuePath(dialect.root, id)}/comment`,
    body: {
      body: dialect.textOf(note.text, note.marker),
      // In a service project customers read what is not internal; elsewhere it says nothing.
      properties: [{ key: "sd.public.comment", value: { internal: true } }],
    },
  });
}

/** The newest first: what a repeat looks for was written a moment ago. */
async function isThere({ http, dialect }: Client, id: string, marker: string): Promise<boolean> {
  for (let index = 0; index < mostPages; index += 1) {
    const startAt = index * page;
    // oxlint-disable-next-line no-await-in-loop -- the first page is nearly always enough
    const { comments, total } = await http.read(commentsResponse, {
      method: "GET",
      path: `${issuePath(dialect.root, id)}/comment`,
      query: { orderBy: "-created", startAt: String(startAt), maxResults: String(page) },
    });
    if (comments.some(({ body }) => dialect.endsWith(body, marker))) return true;
    if (comments.length === 0 || startAt + comments.length >= (total ?? 0)) return false;
  }
  return false;
}
