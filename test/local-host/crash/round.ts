import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DoomedHost, HostFiles } from "./doomed-host";

/** The flows of the shapes app that a round starts, each once. */
const shapes = [
  "chain",
  "fanOut",
  "retry",
  "timer",
  "event",
  "parent",
  "again",
  "entity",
  "nested",
  "catching",
  "status",
  "cancelled",
];

export interface Instance {
  runtimeStatus: string;
  output: unknown;
  customStatus: unknown;
  historyEvents: { EventType: string }[];
}

/** What must be the same in every round. */
export interface RoundOutcome {
  flows: Record<string, Omit<Instance, "historyEvents"> & { results: string[] }>;
  /** Which activities ran, however often. */
  steps: string[];
}

const management = "/runtime/webhooks/durabletask";
const idOf = (shape: string, round: number): string => `${shape}-${round}`;

/** Whether it was accepted; not, too, when the process ended before it answered. */
async function isAccepted(host: DoomedHost, path: string, body: unknown): Promise<boolean> {
  const response = await fetch(host.url + management + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  return response?.status === 202;
}

const journalOf = ({ folder }: HostFiles, round: number): string => join(folder, `runs-${round}`);

/** Starts flows, and gives those that were accepted. */
export async function begin(
  host: DoomedHost,
  files: HostFiles,
  round: number,
  which = shapes,
): Promise<string[]> {
  const input = { journal: journalOf(files, round) };
  const accepted = await Promise.all(
    which.map((shape) => isAccepted(host, `/orchestrators/${shape}/${idOf(shape, round)}`, input)),
  );
  return which.filter((_shape, index) => accepted[index]);
}

/** Raises the event that one of the flows waits for. */
export const raise = (host: DoomedHost, round: number): Promise<boolean> =>
  isAccepted(host, `/instances/${idOf("event", round)}/raiseEvent/answer`, { is: "yes" });

/** The flows that the host knows nothing of. */
export async function missing(host: DoomedHost, round: number): Promise<string[]> {
  const found = await Promise.all(shapes.map((shape) => read(host, idOf(shape, round))));
  return shapes.filter((_shape, index) => found[index] === undefined);
}

/** Resolves when every flow has ended; rejects when the process ends before. */
export async function ended(host: DoomedHost, round: number): Promise<void> {
  const answers = shapes.map((shape) => fetch(`${host.url}/api/end/${idOf(shape, round)}`));
  for (const answer of await Promise.all(answers)) await answer.arrayBuffer();
}

export async function outcomeOf(
  host: DoomedHost,
  files: HostFiles,
  round: number,
): Promise<RoundOutcome> {
  const flows = await Promise.all(
    shapes.map(async (shape) => [shape, summary(await read(host, idOf(shape, round)))] as const),
  );
  const journal = journalOf(files, round);
  const lines = existsSync(journal) ? readFileSync(journal, "utf8").trim().split("\n") : [];
  return { flows: Object.fromEntries(flows), steps: [...new Set(lines)].toSorted() };
}

async function read(host: DoomedHost, id: string): Promise<Instance | undefined> {
  const response = await fetch(`${host.url}${management}/instances/${id}?showHistory=true`);
  const text = await response.text();
  return text === "" ? undefined : (JSON.parse(text) as Instance);
}

function summary(instance: Instance | undefined): RoundOutcome["flows"][string] {
  if (!instance) throw new Error("An instance has ended and is gone");
  const { runtimeStatus, output, customStatus, historyEvents } = instance;
  const types = historyEvents.map(({ EventType }) => EventType);
  const results = types.filter((type) => /^(Task|SubOrchestrationInstance)Completed$/.test(type));
  return { runtimeStatus, output, customStatus, results };
}
