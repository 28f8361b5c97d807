import type { Client } from "./client";
import { checkedKey, labelOf, refProperty } from "./key";
import { type Issue, myselfResponse } from "./schema";

/**
 * The oldest issue under a ticket's key. The search of Jira Cloud knows a new issue some seconds
 * after it was made, or minutes on a bad day; reading it by its own key is always up to date. So
 * where the search finds nothing, the issues around the newest one that it knows are read by their
 * keys: what was made a moment ago, by a request whose answer was lost, is among them.
 */
export async function findIssue(client: Client, key: string): Promise<Issue | null> {
  const { http, dialect } = client;
  const seen = await look(client, key);
  if (seen.issue || !seen.isEmpty) return seen.issue;
  // Jira may take an old secret for nobody's, who sees nothing, and refuse it only here.
  await http.read(myselfResponse, { method: "GET", path: `${dialect.root}/myself` });
  return (await look(client, key)).issue;
}

/** The issue, and whether the search shows nothing at all in the project. */
async function look(
  client: Client,
  key: string,
): Promise<{ issue: Issue | null; isEmpty: boolean }> {
  const { http, dialect, project } = client;
  const label = labelOf(checkedKey(key));
  const jql = `project = "${project}" AND labels = "${label}" ORDER BY created ASC`;
  const issue = oldest(await dialect.search(http, jql, 20), key);
  if (issue) return { issue, isEmpty: false };
  const newest = await dialect.search(http, `project = "${project}" ORDER BY key DESC`, 1);
  const known = Math.max(0, ...newest.map(numberOf));
  return { issue: await unindexed(client, key, known), isEmpty: newest.length === 0 };
}

// Each is a step further; so many issues at once are no incident's but an import's.
const mostSteps = 5;

async function unindexed(
  { http, dialect, project }: Client,
  key: string,
  newest: number,
): Promise<Issue | null> {
  const { before, after } = dialect.near;
  let known = newest;
  let from = Math.max(1, known - before + 1);
  for (let step = 0; step < mostSteps; step += 1) {
    const to = known + after;
    const keys = Array.from({ length: to - from + 1 }, (_, index) => `${project}-${from + index}`);
    // oxlint-disable-next-line no-await-in-loop -- each step begins where the one before ended
    const issues = await dialect.readIssues(http, keys);
    const found = oldest(issues, key);
    if (found) return found;
    const last = Math.max(known, ...issues.map(numberOf));
    if (last <= to - after / 2) return null;
    from = to + 1;
    known = to;
  }
  return null;
}

/** Of several the one with the lowest id: whoever looks, and whenever, finds the same one. */
const oldest = (issues: Issue[], key: string): Issue | null =>
  issues
    .filter((issue) => isOf(issue, key))
    .toSorted((one, other) => Number(one.id) - Number(other.id))[0] ?? null;

/** Labels can be copied and edited, and a search matches them in any case; the property says it. */
function isOf({ fields, properties }: Issue, key: string): boolean {
  const ref = properties?.[refProperty];
  if (typeof ref === "object" && ref !== null && "key" in ref) return ref.key === key;
  return fields?.labels?.includes(labelOf(key)) ?? false;
}

const numberOf = ({ key }: Issue): number => Number(/-(\d{1,12})$/.exec(key)?.[1] ?? 0);
