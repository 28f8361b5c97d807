import type { Activities } from "../../activities";
import type { Contained } from "../../activities/containing";
import { outcomeSinks } from "../../domain/report/outcome-sink";
import type { Verdict } from "../../domain/reputation";
import { titleOf } from "../../domain/report/context-text";
import { readableTime } from "../../domain/readable-time";

type Value<Name extends keyof Activities> =
  Awaited<ReturnType<Activities[Name]>> extends infer Result
    ? Result extends { ok: true; value: infer T }
      ? T
      : never
    : never;

interface Step<T> {
  phase: string;
  /** What it was done to, and what came of it; a tone when that is not good news. */
  tell(value: T): Told;
}

export type Tone = "good" | "warning" | "bad" | "quiet";
export type Told = [target: string, result: string, tone?: Tone];

type Steps = { [Name in keyof Activities]: Step<Value<Name>> };

/** How a terminal tells of each activity; the compiler asks for a line when an activity is added. */
export const steps: Steps = {
  sweepSlice: {
    phase: "sweep",
    tell: ({ state, detail, records, findings }) =>
      state === "read"
        ? [
            "log",
            `${plural(records, "record", "records")}, ${plural(findings, "finding", "findings")}`,
          ]
        : ["log", detail, "warning"],
  },
  startResponses: {
    phase: "sweep",
    tell: ({ started, updated }) => [
      "responses",
      `${started} begun, ${updated} told that it goes on`,
    ],
  },
  acknowledgeFindings: {
    phase: "sweep",
    tell: ({ waiting }) => ["findings", `${waiting.length} wait`, "quiet"],
  },
  takeFromSweep: {
    phase: "decide",
    tell: ({ taken }) => ["limit of the sweep", `${taken.length} without asking`, "quiet"],
  },
  createIncident: {
    phase: "settle",
    tell: ({ number, title }) => [`${number}`, `made in Sentinel: ${title}`],
  },
  findIncidentOfAlert: {
    phase: "settle",
    tell: (ref) => [
      "alert",
      ref ? `belongs to incident ${ref.name}` : "belongs to no incident yet",
    ],
  },
  readIncident: {
    phase: "settle",
    tell: ({ number, title, severity, status }) => [
      `${number}`,
      `${severity}, ${status}: ${title}`,
    ],
  },
  readEntities: {
    phase: "settle",
    tell: ({ entities }) => ["entities", plural(entities.length, "entity", "entities")],
  },
  takeIncident: {
    phase: "open",
    tell: ({ number, status, labels }) => [`${number}`, `${status}, tags ${labels.join(", ")}`],
  },
  openTicket: {
    phase: "open",
    tell: ({ number, isNew }) => [number, isNew ? "opened" : "found"],
  },
  lookUp: {
    phase: "enrich",
    tell: ({ source, observable, verdict, evidence }) => [
      observable.value,
      `${verdict}, ${source}: ${evidence}`,
      toneOf[verdict],
    ],
  },
  askContext: { phase: "enrich", tell: contextOf },
  postTeamsCard: {
    phase: "notify",
    tell: ({ sent }) =>
      sent === "yes" ? ["channel", "sent"] : ["channel", "may have been sent", "warning"],
  },
  postSlackMessage: { phase: "notify", tell: ({ channel }) => [channel, "message posted"] },
  replyInSlack: { phase: "notify", tell: ({ channel }) => [channel, "reply posted"] },
  updateSlackMessage: { phase: "notify", tell: ({ channel }) => [channel, "message updated"] },
  sendMail: {
    phase: "notify",
    tell: ({ sent }) =>
      sent === "yes" ? ["mail", "sent"] : ["mail", "may have been sent", "warning"],
  },
  triggerPage: {
    phase: "notify",
    tell: ({ sent }) =>
      sent === "yes" ? ["on call", "paged"] : ["on call", "may have been paged", "warning"],
  },
  acknowledgePage: { phase: "notify", tell: (page) => ["page", pageText(page, "acknowledged")] },
  resolvePage: { phase: "close", tell: (page) => ["page", pageText(page, "resolved")] },
  resolveTarget: {
    phase: "decide",
    tell: (found) =>
      "found" in found
        ? ["target", found.found.label]
        : ["target", "absent" in found ? found.absent : found.question, "warning"],
  },
  openApproval: { phase: "agree", tell: ({ state }) => ["approval", state] },
  readApproval: { phase: "agree", tell: votesText },
  endApproval: { phase: "agree", tell: votesText },
  contain: { phase: "contain", tell: containedText },
  checkContainment: { phase: "contain", tell: containedText },
  extendContainment: { phase: "contain", tell: containedText },
  endContainment: {
    phase: "contain",
    tell: ({ id, state, detail }) => [id, `${state}: ${detail}`],
  },
  keepPiece: {
    phase: "report",
    tell: ({ key }) => ["ledger", `keeps a piece of ${key.split("/").at(-2)}`, "quiet"],
  },
  recordDecision: {
    phase: "decide",
    tell: ({ hash }) => ["record", `decided ${hash.slice(0, 12)}`],
  },
  heldContainments: { phase: "contain", tell: (held) => ["containments", `${held.length} held`] },
  startFollowing: { phase: "close", tell: () => ["ticket", "is followed"] },
  askCloudAlerts: {
    phase: "enrich",
    tell: (found) => ["alerts", `${found.length} of Defender for Cloud`],
  },
  addRemark: { phase: "report", tell: () => ["incident", "remark written"] },
  addComment: { phase: "report", tell: () => ["incident", "comment written"] },
  writeOutcome: {
    phase: "report",
    tell: ({ sink = "splunk", sent }) => {
      const { title, written } = outcomeSinks[sink];
      return sent === "yes"
        ? [title, `${written} written`]
        : [title, `${written} may have been written`, "warning"];
    },
  },
  addTask: { phase: "report", tell: () => ["incident", "task added"] },
  updateTicket: { phase: "open", tell: () => ["ticket", "updated"] },
  linkTicket: { phase: "open", tell: () => ["ticket", "linked"] },
  readTicket: { phase: "report", tell: ({ number, stateName }) => [number, stateName] },
  noteTicket: { phase: "report", tell: () => ["ticket", "note written"] },
  namedFindings: {
    phase: "close",
    tell: ({ findings }) => ["alerts", `name ${plural(findings.length, "finding", "findings")}`],
  },
  noteFinding: {
    phase: "report",
    tell: ({ state }) => [
      "finding",
      state === "noted" ? "note written" : `note not written: ${state}`,
    ],
  },
  closeFinding: { phase: "close", tell: ({ state, as }) => ["finding", `${state} ${as}`.trim()] },
  resolveInDefender: { phase: "close", tell: ({ id, state }) => [`Defender ${id}`, state] },
  closeIncident: {
    phase: "close",
    tell: ({ number, status, classification }) => [
      `${number}`,
      `${status} as ${classification ?? "?"}`,
    ],
  },
  resolveTicket: { phase: "close", tell: () => ["ticket", "resolved"] },
};

const pageText = ({ done }: Value<"resolvePage">, what: string): string =>
  ({ yes: what, maybe: `may be ${what}`, no: "not found" })[done];

function contextOf(findings: Value<"askContext">): Told {
  const [first] = findings;
  if (first === undefined) return ["entities", "nothing asked"];
  const others = findings.length === 1 ? "" : ` and ${findings.length - 1} more`;
  const said = findings.flatMap(({ facts }) => facts.slice(0, 1)).slice(0, 2);
  const notes = [...new Set(findings.flatMap(({ note }) => note ?? []))].slice(0, 1);
  const result = [...said, ...notes].join("; ") || "nothing found";
  const told: [string, string] = [`${first.label}${others}`, `${titleOf(first.source)}: ${result}`];
  return notes.length > 0 ? [...told, "warning"] : told;
}

const toneOf: Record<Verdict, Tone> = {
  malicious: "warning",
  suspicious: "warning",
  benign: "good",
  unknown: "quiet",
};

const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

function votesText({ state, votes }: Value<"readApproval">): Told {
  return ["approval", `${state}, ${plural(votes.length, "vote", "votes")}`];
}

function containedText({ id, state, expiresAt }: Contained): [string, string] {
  return [id, state === "pending" ? "under way" : `in force until ${readableTime(expiresAt)}`];
}
