import { ifNotFound } from "../connector-error";
import type { Http } from "../http";
import { adfOf, lastParagraphOf } from "./adf";
import { issuePath, refProperty } from "./key";
import { type Issue, issueResponse, issuesResponse } from "./schema";
import { escaped, lastLineOf, wikiOf } from "./wiki";

/** What Jira Cloud and Jira Data Center do in different ways. */
export interface Dialect {
  root: "/rest/api/3" | "/rest/api/2";
  /** A plain text as a field or a comment takes it, with a marker as its last paragraph. */
  textOf(text: string, marker?: string): unknown;
  /** Whether a comment ends with a marker: elsewhere it is the text of somebody who quotes it. */
  endsWith(body: unknown, marker: string): boolean;
  search(http: Http, jql: string, maxResults: number): Promise<Issue[]>;
  /** Those of the issues that are there, by their keys; past the index of the search. */
  readIssues(http: Http, keys: string[]): Promise<Issue[]>;
  /** How many keys before and after the newest one that is indexed are read that way. */
  near: { before: number; after: number };
  /** Whether an issue can be given properties when it is opened. */
  takesProperties: boolean;
}

const read = { fields: ["labels"], properties: [refProperty] };

const cloud: Dialect = {
  root: "/rest/api/3",
  textOf: adfOf,
  endsWith: (body, marker) => lastParagraphOf(body) === marker,
  async search(http, jql, maxResults) {
    const path = "/rest/api/3/search/jql";
    const body = { jql, maxResults, ...read };
    return (await http.read(issuesResponse, { method: "POST", path, body })).issues;
  },
  async readIssues(http, issueIdsOrKeys) {
    const path = "/rest/api/3/issue/bulkfetch";
    const body = { issueIdsOrKeys, ...read };
    return (await http.read(issuesResponse, { method: "POST", path, body })).issues;
  },
  // A hundred is what one request takes.
  near: { before: 50, after: 50 },
  takesProperties: true,
};

const dataCenter: Dialect = {
  root: "/rest/api/2",
  textOf: wikiOf,
  endsWith: (body, marker) => lastLineOf(body) === escaped(marker),
  async search(http, jql, maxResults) {
    const path = "/rest/api/2/search";
    const body = { jql, startAt: 0, maxResults, fields: read.fields };
    return (await http.read(issuesResponse, { method: "POST", path, body })).issues;
  },
  async readIssues(http, keys) {
    const found = await Promise.all(
      keys.map((key) =>
        http
          .read(issueResponse, {
            method: "GET",
            path: issuePath("/rest/api/2", key),
            query: { fields: "labels" },
          })
          .catch(ifNotFound(null)),
      ),
    );
    return found.filter((issue) => issue !== null);
  },
  // One request each; the index of one's own node is up to date.
  near: { before: 2, after: 8 },
  takesProperties: false,
};

export const dialects = { cloud, "data-center": dataCenter };
