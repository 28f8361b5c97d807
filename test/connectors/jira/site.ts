import { readPolicy } from "../../../config/policy";
import { readSettings } from "../../../config/settings";
import { jira } from "../../../connectors/jira";
import { labelOf } from "../../../connectors/jira/key";
import type { JiraTickets } from "../../../domain/policy";
import type { RunningSimulators } from "../../../simulators/server";

export const draft = {
  key: "sentinel:33333333-3333-3333-3333-333333333333",
  title: "[Sentinel 4711] Sign-in from a listed address",
  description:
    "Microsoft Sentinel incident 4711.\n\nIt names 2 entities:\n- Address: 45[.]83[.]64[.]10\n- Host: WS-7",
  severity: "High",
} as const;

/** An issue of the project as the simulator holds it. */
export interface HeldIssue {
  id: string;
  key: string;
  summary: string;
  description: unknown;
  labels: string[];
  priority: string | null;
  status: string;
  resolution: string | null;
  properties: Record<string, unknown>;
  custom: Record<string, unknown>;
  edits: number;
  moves: string[];
  comments: { body: unknown; properties: unknown }[];
  links: { globalId: string; object: Record<string, unknown> }[];
}

export const usualScene = {
  deployment: "cloud",
  indexLagSeconds: 0,
  permissions: ["browse", "create", "edit", "comment", "link", "transition"],
  isOpenToAnonymous: false,
  issueTypes: ["Task", "Bug"],
  hasPriority: true,
  requiredFields: {},
  transitions: null,
  rateLimit: null,
  writesPerIssue: null,
  mostComments: 5_000,
};

export const issuesOf = (vendors: RunningSimulators): HeldIssue[] =>
  (vendors.state("jira") as { issues: HeldIssue[] }).issues;

export function issueOf(vendors: RunningSimulators, idOrKey: string): HeldIssue {
  const found = issuesOf(vendors).find(({ id, key }) => [id, key].includes(idOrKey));
  if (!found) throw new Error(`The simulated Jira has no issue ${idOrKey}`);
  return found;
}

/** The issues that a ticket's key has led to. */
export const issuesUnder = (vendors: RunningSimulators, key: string): HeldIssue[] =>
  issuesOf(vendors).filter(({ labels }) => labels.includes(labelOf(key)));

let number = 1_000;

/** Puts an issue there as if a person had opened it, and gives its id. */
export function openIssue(vendors: RunningSimulators, more: object = {}): string {
  number += 1;
  const key = `SEC-${number}`;
  vendors.scene("jira", { issues: [{ key, summary: "Opened by a person", ...more }] });
  return issueOf(vendors, key).id;
}

/** What was sent: method, path and body of the calls so far. */
export const sent = (vendors: RunningSimulators, method?: string) =>
  vendors
    .calls("jira")
    .filter((call) => method === undefined || call.method === method)
    .map(({ method: verb, path, body }) => ({ request: `${verb} ${path}`, body }));

/** A connector whose policy says something else, with the published API token. */
export function jiraWith(
  { url }: RunningSimulators,
  change: Partial<JiraTickets>,
  credentials: object = { email: "soar@contoso.example", apiToken: "jira-test-api-token" },
) {
  const settings = readSettings({ LEDGER: "memory:", JIRA_URL: `${url}/jira` }).jira;
  const mapping = { ...readPolicy("policy.json").tickets.jira, ...change };
  const secrets = { get: async () => JSON.stringify(credentials), forget: () => {} };
  return jira(settings, mapping, secrets);
}
