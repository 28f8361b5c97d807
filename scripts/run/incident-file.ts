import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Mode } from "../../domain/rehearsal";

const sampleFile = join(__dirname, "..", "..", "..", "samples", "incident.json");

interface IncidentBody {
  object: {
    id: string;
    name: string;
    properties: {
      title: string;
      severity: string;
      createdTimeUtc: string;
      lastModifiedTimeUtc: string;
      labels: unknown[];
      relatedEntities: unknown[];
    };
  };
}

/** The sample as a new incident of now, and the scene that makes the simulated Sentinel know it. */
export function freshSample(): { body: string; scene: unknown } {
  const sample = JSON.parse(readFileSync(sampleFile, "utf8")) as IncidentBody;
  const { object } = sample;
  const name = randomUUID();
  const now = new Date().toISOString();
  Object.assign(object, { id: object.id.replace(object.name, name), name });
  Object.assign(object.properties, { createdTimeUtc: now, lastModifiedTimeUtc: now });
  const { title, severity, labels, relatedEntities } = object.properties;
  const known = { name, title, severity, status: "New", labels, entities: relatedEntities };
  return { body: JSON.stringify(sample), scene: { sentinel: { incidents: [known] } } };
}

/** Tells the simulators what they know; its error says what they did not understand. */
export async function setScene(simulatorsUrl: string, scene: unknown): Promise<void> {
  const response = await fetch(`${simulatorsUrl}/scenes`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(scene),
  });
  if (!response.ok) throw new Error(`The simulators refuse the scene: ${await response.text()}`);
}

/** Where the run of an incident can be followed. */
export interface Posted {
  statusQueryGetUri: string;
  /** When the incident had arrived before: when its run began. */
  answeredSince?: Date;
}

/** Posts an incident as the relay does, or asks what would be done about it. */
export async function postIncident(
  hostUrl: string,
  body: string,
  mode: Mode = "live",
): Promise<Posted> {
  const posted = Date.now();
  const query = mode === "live" ? "" : `?mode=${mode}`;
  const response = await fetch(`${hostUrl}/api/incidents${query}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  const answer = await response.text();
  if (response.status !== 202) throw new Error(`The host answers ${response.status}: ${answer}`);
  const { statusQueryGetUri } = JSON.parse(answer) as { statusQueryGetUri: string };
  const began = await beganAt(statusQueryGetUri);
  // Times of runs come in whole seconds.
  const isKnown = began.getTime() + 1000 <= posted;
  return { statusQueryGetUri, ...(isKnown && { answeredSince: began }) };
}

async function beganAt(statusQueryGetUri: string): Promise<Date> {
  const run = (await (await fetch(statusQueryGetUri)).json()) as { createdTime: string };
  return new Date(run.createdTime);
}
