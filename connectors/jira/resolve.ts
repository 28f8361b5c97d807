import { createHash } from "node:crypto";
import type { JiraTickets } from "../../domain/policy";
import { cleanLine } from "../../domain/clean-text";
import { ConnectorError } from "../connector-error";
import type { Client } from "./client";
import { issuePath } from "./key";
import { appendNote } from "./notes";
import { type Transition, emptyResponse, transitionsResponse } from "./schema";
import { isDone, readStatus } from "./status";

const vendor = "jira";

/**
 * Moves an issue to a status that is done. The notes are a comment of their own, before: a
 * transition takes one only where its screen has the field.
 */
export async function resolveIssue(
  client: Client,
  { transitions: names, resolution }: JiraTickets,
  id: string,
  notes: string,
): Promise<void> {
  const { http, dialect } = client;
  const { key, fields } = await readStatus(client, id);
  if (isDone(fields.status)) return;

  const path = `${issuePath(dialect.root, id)}/transitions`;
  const { transitions } = await http.read(transitionsResponse, {
    method: "GET",
    path,
    query: { expand: "transitions.fields" },
  });
  const chosen = chosenOf(transitions, names);
  if (!chosen) throw noTransition(key, fields.status.name, transitions, names);
  await appendNote(client, id, { marker: markerOf(id, notes), text: notes });
  const setsResolution = resolution !== null && chosen.fields?.["resolution"] !== undefined;
  await http.write(emptyResponse, {
    method: "POST",
    path,
    body: {
      transition: { id: chosen.id },
      ...(setsResolution && { fields: { resolution: { name: resolution } } }),
    },
  });
}

/** The first of the names that is offered, of a transition or of its status; else any to a done one. */
function chosenOf(transitions: Transition[], names: readonly string[]): Transition | undefined {
  for (const wanted of names) {
    const named = transitions.find((transition) => isCalled(transition, wanted));
    if (named) return named;
  }
  return transitions.find(({ to }) => isDone(to));
}

const isCalled = ({ name, to }: Transition, wanted: string): boolean =>
  [name, to.name].some((text) => text.trim().toLowerCase() === wanted.trim().toLowerCase());

/** Equal for equal notes, so that a repeat finds its comment. */
function markerOf(id: string, notes: string): string {
  const hash = createHash("sha256").update(`${id}\n${notes}`).digest("hex");
  return `[ref resolution-${hash.slice(0, 16)}]`;
}

function noTransition(
  key: string,
  status: string,
  offered: Transition[],
  names: readonly string[],
): ConnectorError {
  const list = offered.map(({ name }) => `"${cleanLine(name, 40)}"`).slice(0, 10);
  const message = [
    `${cleanLine(key, 40)} is "${cleanLine(status, 40)}" and offers`,
    list.length === 0
      ? "no transition: give its account the permission Transition issues"
      : `only ${list.join(", ")}, none of which leads to a done status${names.length > 0 ? ` or is ${names.join(" or ")}` : ""}: name one in tickets.jira.transitions of the policy`,
  ].join(" ");
  return new ConnectorError(vendor, "permanent", message.slice(0, 600));
}
