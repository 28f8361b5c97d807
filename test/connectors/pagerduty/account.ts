import type { Page } from "../../../domain/notice/page";
import type { RunningSimulators } from "../../../simulators/server";

interface Incident {
  id: string;
  incidentKey: string | null;
  log: string[];
  [member: string]: unknown;
}

/** What the simulated account holds. */
export interface State {
  incidents: Incident[];
  alerts: { alertKey: string; incidentId: string; isOpen: boolean; body: unknown }[];
  notes: { incidentId: string; content: string }[];
  dropped: { action: string; dedupKey: string }[];
}

export const stateOf = (vendors: RunningSimulators): State => vendors.state("pagerduty") as State;

/** How often somebody was paged under a key. */
export const pagesOf = (vendors: RunningSimulators, key: string): number =>
  stateOf(vendors).alerts.filter(({ alertKey }) => alertKey === key).length;

/** The incidents of a key, whichever of the APIs opened them. */
export function incidentsOf(vendors: RunningSimulators, key: string): Incident[] {
  const { incidents, alerts } = stateOf(vendors);
  const ids = alerts.filter(({ alertKey }) => alertKey === key).map(({ incidentId }) => incidentId);
  return incidents.filter(({ id, incidentKey }) => incidentKey === key || ids.includes(id));
}

/** How often something happened to the incidents of a key. */
export const logged = (vendors: RunningSimulators, key: string, entry: string): number =>
  incidentsOf(vendors, key)
    .flatMap(({ log }) => log)
    .filter((one) => one === entry).length;

export const notesOf = (vendors: RunningSimulators, incidentId: string): string[] =>
  stateOf(vendors)
    .notes.filter((note) => note.incidentId === incidentId)
    .map(({ content }) => content);

/** Everything that tests change about the account, as it is out of the box. */
export const usualScene = {
  eventsPerMinute: 100_000,
  requestsPerMinute: 100_000,
  processingSeconds: 0,
  serviceStatus: "active",
  lacksPriorities: false,
};

export const page: Page = {
  client: "Durable Response for Microsoft Sentinel",
  client_url: "https://portal.azure.com/#4711",
  links: [{ href: "https://portal.azure.com/#4711", text: "Open incident" }],
  payload: {
    summary: "High: Sign-in from a listed address (incident 4711, malicious)",
    source: "Microsoft Sentinel",
    severity: "critical",
    group: "sentinel",
    class: "security incident",
    custom_details: { Verdict: "malicious", "Why this verdict": ["VirusTotal says so"] },
  },
};

export const draft = {
  title: "[Sentinel 4711] Sign-in from a listed address",
  description: "Microsoft Sentinel incident 4711, severity High.",
  severity: "High",
} as const;
