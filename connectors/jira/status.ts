import type { z } from "zod";
import type { TicketState, TicketStatus } from "../../domain/ticketing";
import type { Client } from "./client";
import { issuePath } from "./key";
import { statusResponse } from "./schema";

type IssueStatus = z.infer<typeof statusResponse>;
type Status = IssueStatus["fields"]["status"];

export const readStatus = ({ http, dialect }: Client, id: string): Promise<IssueStatus> =>
  http.read(statusResponse, {
    method: "GET",
    path: issuePath(dialect.root, id),
    query: { fields: "status,assignee,updated" },
  });

/** Whatever a team calls its statuses, each is of one of three categories. */
export const isDone = ({ statusCategory }: Status): boolean => statusCategory?.key === "done";

const states: Record<string, TicketState> = {
  new: "new",
  indeterminate: "active",
  done: "resolved",
};

/** An issue's status in words that every ticketing system understands. */
export function ticketStatusOf({ id, key, fields }: IssueStatus): TicketStatus {
  const { status, assignee, updated } = fields;
  return {
    id,
    number: key,
    state: states[status.statusCategory?.key ?? ""] ?? "active",
    stateName: status.name,
    assignee: assignee?.displayName ?? null,
    updatedAt: isoOf(updated ?? ""),
  };
}

/** Jira writes the offset without a colon: "2026-11-24T02:41:00.000+0000". */
function isoOf(text: string): string {
  const time = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, "$1:$2"));
  return new Date(Number.isNaN(time) ? 0 : time).toISOString();
}
