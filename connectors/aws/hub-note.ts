import type { NoteFinding } from "../../domain/finding";
import type { Aws } from "./client";
import { mayNote, oneFinding, update } from "./hub-update";

/**
 * Says in a finding's note what became of an incident that names it; one that nobody has come to yet becomes
 * NOTIFIED. A repeat writes the same note.
 */
export const noteInHub =
  (aws: Aws): NoteFinding =>
  async ({ id }, note) => {
    const hub = aws("securityhub", { text: note, since: "" });
    const found = await oneFinding(hub, id);
    if (!found) return { state: "gone" };
    if (!mayNote(found)) return { state: "kept" };
    const isNew = found.Workflow?.Status === "NEW";
    const change = isNew ? { Workflow: { Status: "NOTIFIED" } } : {};
    return { state: (await update(hub, found, note, change)) ? "noted" : "gone" };
  };
