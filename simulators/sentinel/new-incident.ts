import type { IncidentRow, IncidentWrite } from "./incident-row";

type Identity = Pick<IncidentRow, "workspace" | "name" | "number" | "revision" | "etag">;

/** An incident as a client's PUT makes it: without alerts, and so without entities. */
export const newIncident = (
  { at, ...identity }: Identity & { at: string },
  write: IncidentWrite,
): IncidentRow => ({
  ...identity,
  ...write,
  createdTimeUtc: at,
  lastModifiedTimeUtc: at,
  providerName: "Azure Sentinel",
  providerIncidentId: String(identity.number),
  entities: [],
  entitiesAt: 0,
  alerts: [],
  relations: [],
  comments: [],
  tasks: [],
});
