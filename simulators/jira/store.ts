import type { World } from "../simulator";
import type { Issue } from "./issue";
import type { SceneIssue } from "./scene";

export interface Comment {
  id: string;
  issueId: string;
  body: unknown;
  properties: unknown;
  created: number;
}

export interface RemoteLink {
  id: number;
  issueId: string;
  globalId: string | null;
  application: unknown;
  relationship: unknown;
  object: unknown;
}

/** The issues of the project, with what belongs to them. */
export interface Store {
  issues(): Issue[];
  /** By id, or by key in any case. */
  find(idOrKey: string): Issue | undefined;
  keep(issue: Issue): void;
  /** A new one, empty but for its id, key and times. */
  make(): Issue;
  comments(issue: Issue): Comment[];
  comment(issue: Issue, body: unknown, properties: unknown): Comment;
  links(issue: Issue): RemoteLink[];
  keepLink(link: Omit<RemoteLink, "id"> & { id?: number }): RemoteLink;
  /** As if somebody had made or changed it: past every rule, and at once in the index. */
  put(issue: SceneIssue): void;
}

export function openStore(world: World): Store {
  const issues = world.table<Issue>("issues");
  const comments = world.table<Comment>("comments");
  const links = world.table<RemoteLink>("links");
  const counters = world.table<number>("counters");

  function next(name: string, least: number): number {
    const number = Math.max(counters.get(name) ?? 0, least) + 1;
    counters.set(name, number);
    return number;
  }

  function empty(key: string): Issue {
    const now = world.now();
    return {
      id: String(next("issue", 10_000)),
      key,
      summary: "",
      description: null,
      labels: [],
      issueType: "Task",
      priority: "Medium",
      status: "To Do",
      resolution: null,
      assignee: null,
      custom: {},
      properties: {},
      created: now,
      updated: now,
      edits: 0,
      moves: [],
    };
  }

  const find = (idOrKey: string): Issue | undefined =>
    issues.get(idOrKey) ?? issues.rows().find(({ key }) => key === idOrKey.toUpperCase());

  return {
    issues: () => issues.rows(),
    find,
    keep: (issue) => issues.set(issue.id, issue),
    make: () => empty(`SEC-${next("key", 0)}`),
    comments: ({ id }) => comments.rows().filter(({ issueId }) => issueId === id),
    comment({ id: issueId }, body, properties) {
      const id = String(next("comment", 20_000));
      const comment = { id, issueId, body, properties, created: world.now() };
      comments.set(id, comment);
      return comment;
    },
    links: ({ id }) => links.rows().filter(({ issueId }) => issueId === id),
    keepLink(link) {
      const id = link.id ?? next("link", 30_000);
      const kept = { ...link, id };
      links.set(String(id), kept);
      return kept;
    },
    put({ key, ...change }) {
      const number = Number(key.replace("SEC-", ""));
      counters.set("key", Math.max(counters.get("key") ?? 0, number));
      const there = find(key) ?? { ...empty(key), summary: key, created: 0 };
      issues.set(there.id, { ...there, ...change });
    },
  };
}
