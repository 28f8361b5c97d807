import type { ActivityRun } from "../../local-host/test-host/asks";
import type { TestHost } from "../../local-host/test-host/test-host";
import { rowsOf } from "./database";
import { type Ledger, instancesOf } from "./ledger";

/** One line of the table at the end. */
export interface Check {
  name: string;
  /** What was found. */
  found: string;
  isMet: boolean;
  /** The first of what is wrong. */
  examples: string[];
}

/** A check that nothing is wrong. */
export const none = (name: string, wrong: readonly string[], of: number): Check => ({
  name,
  found: `${wrong.length} of ${of}`,
  isMet: wrong.length === 0 && of > 0,
  examples: wrong.slice(0, 5),
});

/** What was started has ended, as it owes. */
export const endingChecks = (ledger: Ledger): Check[] => [
  none("instances that did not end", ledger.open(), ledger.plans().size),
  none("instances that ended otherwise than they owe", ledger.wrong(), ledger.plans().size),
];

/** Every call of an activity has run at least once to its end. */
export function runChecks(ledger: Ledger, runs: readonly ActivityRun[]): Check[] {
  const ran = new Set(runs.filter(({ error }) => error === null).map(({ input }) => keyOf(input)));
  const owed = [...ledger.plans()].flatMap(([id, { steps }]) =>
    Array.from({ length: steps }, (_, step) => keyOf({ id, step })),
  );
  const missing = owed.filter((key) => !ran.has(key));
  return [none("activity calls without a run", missing, owed.length)];
}

function keyOf(input: unknown): string {
  const { id, step } = input as { id: string; step: number };
  return `${id}/${step}`;
}

/** Every entity has exactly what was added to it. */
export async function entityChecks(
  host: TestHost,
  additions: ReadonlyMap<string, number>,
): Promise<Check[]> {
  const wrong: string[] = [];
  for (const [entity, owed] of additions) {
    const response = await host.fetch(`/runtime/webhooks/durabletask/entities/${entity}`);
    const has = await response.text();
    if (has !== String(owed)) wrong.push(`${entity} has ${has}, ${owed} were added`);
  }
  return [none("entities with another sum", wrong, additions.size)];
}

const hour = 3_600_000;

/** The timer trigger of the app ran each hour, and purged what was older than two. */
export async function triggerChecks(host: TestHost, hours: number): Promise<Check[]> {
  const lines = host.logs().map(({ message }) => message);
  const runs = lines.filter((line) => line.startsWith("Executed 'Functions.hourly' ("));
  const failed = runs.filter((line) => !line.includes("(Succeeded"));
  const oldest = Math.floor(host.now().getTime() / hour) * hour - 2 * hour;
  const kept: string[] = [];
  const old: string[] = [];
  for await (const { instanceId, createdTime } of instancesOf(host)) {
    (Date.parse(createdTime) < oldest ? old : kept).push(instanceId);
  }
  return [
    none("failed runs of the hourly trigger", failed, runs.length),
    {
      name: "runs of the hourly trigger",
      found: `${runs.length} in ${hours} h`,
      isMet: runs.length >= hours,
      examples: [],
    },
    none("instances that the hourly purge left", old, old.length + kept.length),
  ];
}

/** After everything was purged and the host has stopped, no row of an orchestration is left. */
export async function purgeChecks(host: TestHost, databaseFile: string): Promise<Check[]> {
  const path = "/runtime/webhooks/durabletask/instances?createdTimeFrom=2000-01-01T00:00:00Z";
  const response = await host.fetch(path, { method: "DELETE" });
  const { instancesDeleted = 0 } = response.ok
    ? ((await response.json()) as { instancesDeleted: number })
    : {};
  const left: string[] = [];
  for await (const { instanceId } of instancesOf(host)) left.push(instanceId);
  await host.stop();
  return [
    none("instances left by the purge of all", left, instancesDeleted),
    ...rowsOf(databaseFile).map(({ table, rows }) => ({
      name: `rows left: ${table}`,
      found: String(rows),
      isMet: rows === 0,
      examples: [],
    })),
  ];
}
