import type { TicketNote } from "../../domain/ticketing";
import { fitted } from "./text";

// Leaves room for the marker in the 4,000 characters of a journal entry.
const textLength = 3_800;

/** A work note whose last line is its marker. No line of its text passes for another note's. */
export const noteText = ({ marker, text }: TicketNote): string =>
  `${fitted(text, textLength).replaceAll(/^([^\S\n]*)\[(?=(?:ref|link)\s)/gm, "$1(")}\n${marker}`;

/** Whether a marker stands on a line of its own: what quotes it within one is another's text. */
export const hasMarker = (notes: string, marker: string): boolean =>
  notes.split("\n").some((line) => line.trim() === marker);
