import { type Answer, type SimulatedRequest, type World, isRecord } from "../simulator";
import { type Issue, type View, issueView } from "./issue";
import { type Query, parseJql } from "./jql";
import { JqlError } from "./jql-tokens";
import { invalidPayload, refusal } from "./refusals";
import type { Scene } from "./scene";
import {
  cursorInputOf,
  isOptionalTexts,
  isTexts,
  offsetInputOf,
  startOf,
  tokenOf,
} from "./search-input";
import type { Store } from "./store";

const mostIssues = 5_000;
const mostBulk = 100;

/** The searches of both deployments, and the reading of many issues by key. */
export function createSearch(world: World, store: Store, scene: () => Scene) {
  /** What the index knows: a new issue comes into it some time after it was made. */
  const isIndexed = ({ created }: Issue): boolean =>
    created + (scene().indexLagSeconds ?? 0) * 1_000 <= world.now();
  const mayBrowse = (): boolean => scene().permissions?.includes("browse") ?? true;

  function found(jql: string, reconciled: readonly string[] = []): Issue[] | Answer {
    const keys = new Set(store.issues().map(({ key }) => key));
    let query: Query;
    try {
      query = parseJql(jql, keys);
    } catch (error) {
      if (error instanceof JqlError) return refusal(400, [error.message]);
      throw error;
    }
    if (!query.isBounded && scene().deployment !== "data-center") {
      return refusal(400, [
        "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.",
      ]);
    }
    if (!mayBrowse()) return [];
    return store
      .issues()
      .filter((issue) => isIndexed(issue) || reconciled.includes(issue.id))
      .filter((issue) => query.matches(issue))
      .toSorted((one, other) => query.compare(one, other));
  }

  return {
    /** `POST /rest/api/3/search/jql`: by cursor, without a total. */
    byCursor: ({ json }: SimulatedRequest, view: View): Answer => {
      const input = cursorInputOf(json);
      if (!input) return invalidPayload();
      const start = startOf(input.nextPageToken, input.jql, world.now());
      if (start === undefined) return refusal(400, ["The provided next page token is invalid."]);
      const issues = found(input.jql, input.reconcileIssues);
      if (!Array.isArray(issues)) return issues;
      const page = issues.slice(start, start + Math.min(input.maxResults, mostIssues));
      const end = start + page.length;
      const isLast = end >= issues.length;
      return {
        body: {
          issues: page.map((issue) => shown(issue, view, input.fields, input.properties)),
          ...(isLast ? {} : { nextPageToken: tokenOf(end, input.jql, world.now()) }),
          isLast,
        },
      };
    },

    /** `POST /rest/api/2/search` of a Data Center: by offset. */
    byOffset: ({ json }: SimulatedRequest, view: View): Answer => {
      const input = offsetInputOf(json);
      if (!input) return invalidPayload();
      const issues = found(input.jql);
      if (!Array.isArray(issues)) return issues;
      const { startAt, maxResults, fields } = input;
      return {
        body: {
          expand: "names,schema",
          startAt,
          maxResults: Math.min(maxResults, 1_000),
          total: issues.length,
          issues: issues
            .slice(startAt, startAt + Math.min(maxResults, 1_000))
            .map((issue) => issueView(issue, view, fields)),
        },
      };
    },

    /** `POST /rest/api/3/issue/bulkfetch`: in the order of ids; who is not there is left out. */
    byKeys: ({ json }: SimulatedRequest, view: View): Answer => {
      if (!isRecord(json)) return invalidPayload();
      const { issueIdsOrKeys, fields, properties } = json;
      const isFitting =
        isTexts(issueIdsOrKeys) && isOptionalTexts(fields) && isOptionalTexts(properties);
      if (!isFitting) return invalidPayload();
      if (issueIdsOrKeys.length === 0 || issueIdsOrKeys.length > mostBulk) {
        return refusal(400, [`Between 1 and ${mostBulk} issues can be fetched at once.`]);
      }
      const there = mayBrowse() ? issueIdsOrKeys.flatMap((key) => store.find(key) ?? []) : [];
      const issues = [...new Set(there)].toSorted(
        (one, other) => Number(one.id) - Number(other.id),
      );
      return {
        body: {
          expand: "schema,names",
          issues: issues.map((issue) => issueView(issue, view, fields, properties)),
          issueErrors: [],
        },
      };
    },
  };
}

/** Without a list of fields the search tells ids and nothing else. */
function shown(issue: Issue, view: View, fields: string[] = ["id"], properties: string[] = []) {
  if (fields.every((name) => name === "id") && properties.length === 0) return { id: issue.id };
  return issueView(issue, view, fields, properties);
}
