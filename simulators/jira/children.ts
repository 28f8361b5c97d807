import { type Answer, type SimulatedRequest, isRecord } from "../simulator";
import { account } from "./auth";
import { shownText, textProblem } from "./document";
import { type Issue, type View, jiraTime, userView } from "./issue";
import { invalidPayload, noIssue, refusal } from "./refusals";
import type { Permission, Scene } from "./scene";
import type { Comment, RemoteLink, Store } from "./store";

/** Comments and remote links of one issue. */
export function createChildren(
  store: Store,
  scene: () => Scene,
  issueOf: (request: SimulatedRequest) => Issue | undefined,
) {
  const may = (permission: Permission): boolean =>
    scene().permissions?.includes(permission) ?? true;

  return {
    /** `GET /issue/{id}/comment`: pages, the oldest first unless asked otherwise. */
    comments: (request: SimulatedRequest, view: View): Answer => {
      const issue = issueOf(request);
      if (!issue) return noIssue();
      const { query } = request;
      const orderBy = query.get("orderBy") ?? "created";
      if (!/^[+-]?created$/.test(orderBy)) {
        return refusal(400, [`The orderBy value '${orderBy}' is not supported.`]);
      }
      const all = store.comments(issue);
      const ordered = orderBy.startsWith("-") ? all.toReversed() : all;
      const startAt = Number(query.get("startAt") ?? 0);
      const maxResults = Math.min(Number(query.get("maxResults") ?? 50), 100);
      const comments = ordered.slice(startAt, startAt + maxResults);
      return {
        body: {
          startAt,
          maxResults,
          total: all.length,
          comments: comments.map((comment) => commentView(comment, view)),
        },
      };
    },

    /** `POST /issue/{id}/comment`: the same text twice is two comments. */
    addComment: (request: SimulatedRequest, view: View): Answer => {
      const issue = issueOf(request);
      if (!issue) return noIssue();
      if (!may("comment")) {
        return refusal(403, ["You do not have the permission to comment on this issue."]);
      }
      const { json } = request;
      if (!isRecord(json)) return invalidPayload();
      if (textProblem(json.body, view.version) !== undefined) {
        const problem = isRecord(json.body)
          ? (textProblem(json.body, view.version) ?? "")
          : "Comment body is not valid!";
        return refusal(400, [problem], { comment: problem });
      }
      if (store.comments(issue).length >= (scene().mostComments ?? 5_000)) {
        return refusal(413, ["The issue has reached the limit of comments."]);
      }
      const comment = store.comment(issue, json.body, json.properties ?? []);
      return { status: 201, body: commentView(comment, view) };
    },

    /** `GET /issue/{id}/remotelink`. */
    links: (request: SimulatedRequest, { api }: View): Answer => {
      const issue = issueOf(request);
      if (!issue) return noIssue();
      return { body: store.links(issue).map((link) => ({ ...link, self: selfOf(link, api) })) };
    },

    /** `POST /issue/{id}/remotelink`: one for each globalId; what is left out becomes null. */
    link: (request: SimulatedRequest, { api }: View): Answer => {
      const issue = issueOf(request);
      if (!issue) return noIssue();
      if (!may("link")) return refusal(403, ["No Link Issue Permission for issue."]);
      const { json } = request;
      if (!isRecord(json)) return invalidPayload();
      const { object, globalId = null, application = null, relationship = null } = json;
      const isFitting =
        isRecord(object) && isAddress(object.url) && typeof object.title === "string";
      if (!isFitting || object.title === "") {
        const errors = { url: "'url' is required.", title: "'title' is required." };
        return refusal(400, ["The remote link is not valid."], errors);
      }
      if (globalId !== null && (typeof globalId !== "string" || globalId.length > 255)) {
        return refusal(400, ["'globalId' must be at most 255 characters."]);
      }
      const there = store
        .links(issue)
        .find((one) => globalId !== null && one.globalId === globalId);
      const kept = store.keepLink({
        ...(there && { id: there.id }),
        issueId: issue.id,
        globalId,
        application,
        relationship,
        object: { summary: null, icon: null, status: null, ...object },
      });
      return { status: there ? 200 : 201, body: { id: kept.id, self: selfOf(kept, api) } };
    },
  };
}

const isAddress = (value: unknown): boolean => typeof value === "string" && URL.canParse(value);

const selfOf = ({ id, issueId }: RemoteLink, api: string): string =>
  `${api}/issue/${issueId}/remotelink/${id}`;

function commentView({ id, issueId, body, created }: Comment, { api, version }: View): object {
  const author = userView(account.displayName, version, api);
  return {
    self: `${api}/issue/${issueId}/comment/${id}`,
    id,
    author,
    body: shownText(body, version),
    updateAuthor: author,
    created: jiraTime(created),
    updated: jiraTime(created),
    jsdPublic: true,
  };
}
