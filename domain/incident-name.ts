import type { Incident } from "./incident";

/** How people call an incident: by its number in Sentinel, or what a sweep found outside of it by its own name. */
export const nameOfIncident = (incident: Named): string =>
  incident.isOutsideSentinel
    ? `sweep finding ${shortName(incident)}`
    : `Microsoft Sentinel incident ${incident.number}`;

/** The same in front of a title, in brackets there. */
export const tagOfIncident = (incident: Named): string =>
  incident.isOutsideSentinel ? `Sweep ${shortName(incident)}` : `Sentinel ${incident.number}`;

/** The number alone, or what stands for it. */
export const numberOfIncident = (incident: Named): string =>
  incident.isOutsideSentinel ? `${shortName(incident)}, not in Sentinel` : String(incident.number);

/** Where only a number was passed on: there is no incident 0. */
export const incidentNumbered = (number: number): string =>
  number === 0 ? "a sweep's finding" : `incident ${number}`;

type Named = Pick<Incident, "ref" | "number" | "isOutsideSentinel">;

const shortName = ({ ref }: Named): string => ref.name.slice(0, 8);
