import { cleanText } from "../../domain/clean-text";
import type { TicketNote } from "../../domain/ticketing";
import type { Http } from "../http";
import { incidentPath } from "./keys";
import { noteResponse, notesResponse } from "./schema";

// What somebody reads on a phone; the marker comes after it.
const longest = 4_000;
const label = "/incidents/{id}/notes";

/** Appends a note, unless one with its marker is there: PagerDuty keeps both. */
export async function appendNote(http: Http, id: string, note: TicketNote): Promise<void> {
  const path = `${incidentPath(id)}/notes`;
  const { notes } = await http.read(notesResponse, { method: "GET", path, label });
  if (notes.some(({ content }) => hasMarker(content ?? "", note.marker))) return;
  const body = { note: { content: noteText(note) } };
  await http.write(noteResponse, { method: "POST", path, label, body });
}

/** A note whose last line is its marker. No line of its text passes for another note's. */
export const noteText = ({ marker, text }: TicketNote): string =>
  `${cleanText(text, longest).replaceAll(/^\[(?=(?:ref|link)\s)/gm, "(")}\n${marker}`;

const hasMarker = (content: string, marker: string): boolean =>
  content.split("\n").some((line) => line.trim() === marker);
