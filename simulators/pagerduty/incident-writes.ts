import { type Answer, type SimulatedRequest, isRecord } from "../simulator";
import type { Account } from "./account";
import { incidentAnswer, noteAnswer } from "./incident-answer";
import { priorities, services, users } from "./people";
import {
  alreadyAcknowledged,
  alreadyResolved,
  invalidInput,
  notFound,
  restError,
} from "./refusals";
import { type IncidentRow, STATUSES } from "./rows";
import type { Settings } from "./scene";

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const idOf = (value: unknown): string => (isRecord(value) ? text(value.id) : "");

/** `POST /incidents`. A key is refused only while an incident with it is open on the same service. */
export function createIncident(
  account: Account,
  settings: Settings,
  { json }: SimulatedRequest,
  root: string,
): Answer {
  const given = isRecord(json) && isRecord(json.incident) ? json.incident : undefined;
  if (given?.type !== "incident") return invalidInput("Incident must be an incident");
  if (text(given.title) === "") return invalidInput("Title cannot be empty.");
  const service = services.find(({ id }) => id === idOf(given.service));
  if (!service) return invalidInput("Service cannot be found.");
  const wrong = refusalOf(given, settings);
  if (wrong) return wrong;
  const incidentKey = text(given.incident_key) || null;
  const isTaken = account
    .incidents()
    .some(
      (row) =>
        incidentKey !== null &&
        row.incidentKey === incidentKey &&
        row.serviceId === service.id &&
        row.status !== "resolved",
    );
  if (isTaken) {
    return invalidInput("Open incident with matching dedup key already exists on this service");
  }
  const body = isRecord(given.body) ? given.body : {};
  const row = account.open({
    ...changeOf(given),
    title: text(given.title),
    serviceId: service.id,
    incidentKey,
    details: text(body.details) || null,
  });
  return { status: 201, body: { incident: incidentAnswer(row, account, root) } };
}

/** `PUT /incidents/{id}`: another status than "resolved" opens a resolved incident again. */
export function updateIncident(
  account: Account,
  settings: Settings,
  { json, params }: SimulatedRequest,
  root: string,
): Answer {
  const row = account.incident(params["id"] ?? "");
  if (!row) return notFound();
  const given = isRecord(json) && isRecord(json.incident) ? json.incident : undefined;
  if (!["incident", "incident_reference"].includes(text(given?.type)) || !given) {
    return invalidInput("Incident must be an incident or a reference to one");
  }
  const wrong = refusalOf(given, settings) ?? statusRefusal(row, given.status);
  if (wrong) return wrong;
  const after = account.change(row, changeOf(given));
  return { body: { incident: incidentAnswer(after, account, root) } };
}

function statusRefusal({ status }: IncidentRow, to: unknown): Answer | undefined {
  if (to === undefined) return undefined;
  if (!STATUSES.some((known) => known === to)) return invalidInput("Status is invalid");
  if (to === "resolved" && status === "resolved") return alreadyResolved();
  return to === "acknowledged" && status === "acknowledged" ? alreadyAcknowledged() : undefined;
}

/** What create and update refuse alike. */
function refusalOf(given: Record<string, unknown>, settings: Settings): Answer | undefined {
  const { urgency, priority, body } = given;
  if (urgency !== undefined && urgency !== "high" && urgency !== "low") {
    return invalidInput("Urgency must be high or low");
  }
  if (isRecord(body) && body.details !== undefined && typeof body.details !== "string") {
    return invalidInput("Body details must be a string");
  }
  if (priority === undefined) return undefined;
  if (settings.lacksPriorities) {
    return restError(402, 2014, "Account does not have the abilities to perform the action", [
      "Ability required: priorities",
    ]);
  }
  const isKnown = priorities.some(({ id }) => id === idOf(priority));
  return isKnown ? undefined : invalidInput("Priority cannot be found.");
}

/** The members of a request that are there, as a row holds them. */
function changeOf(given: Record<string, unknown>): Partial<IncidentRow> {
  const { title, urgency, priority, status, resolution } = given;
  return {
    ...(typeof title === "string" && title !== "" && { title }),
    ...(urgency !== undefined && { urgency: urgency === "low" ? "low" : "high" }),
    ...(priority !== undefined && { priorityId: idOf(priority) }),
    ...(status !== undefined && { status: status as IncidentRow["status"] }),
    ...(typeof resolution === "string" && status === "resolved" && { resolution }),
  };
}

/** `POST /incidents/{id}/notes`: answered with 200, and never refused for being there already. */
export function createNote(
  account: Account,
  { json, params, headers }: SimulatedRequest,
  root: string,
): Answer {
  const row = account.incident(params["id"] ?? "");
  if (!row) return notFound();
  const content = isRecord(json) && isRecord(json.note) ? text(json.note.content) : "";
  if (content === "") return invalidInput("Content cannot be empty.");
  if (account.notesOf(row.id).length >= 2_000) return invalidInput("Too many notes");
  const user = users.find(({ email }) => email === headers.from);
  return { body: { note: noteAnswer(account.note(row.id, user?.id ?? "", content), root) } };
}
