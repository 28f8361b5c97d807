import type { Routes } from "../simulator";
import type { GitHub, Work } from "./account";
import { refuse } from "./problem";
import { type UserRow, userAnswer } from "./user";

const organization = "contoso";

/** An organization's members, for an app that is installed in it: https://docs.github.com/rest/orgs/members */
export function organizationRoutes(github: GitHub): Routes {
  const { gate, answering, userIn } = github;
  const shown = (row: UserRow): object => userAnswer(row, github.url(), false);

  /** Works in the organization, in any case of its name. */
  const route = (may: "nothing" | "read" | "write", work: Work): Work =>
    answering(
      (request) => gate.admit(request, may),
      (request) =>
        (request.params["org"] ?? organization).toLowerCase() === organization
          ? work(request)
          : refuse(404, "Not Found"),
    );

  const membership: Work = (request) => {
    const row = userIn(request);
    return row.membership
      ? { body: { ...row.membership, user: shown(row) } }
      : refuse(404, "Not Found");
  };

  const remove: Work = (request) => {
    const row = userIn(request);
    if (!row.membership) return refuse(404, "Not Found");
    const owners = github.users().filter((one) => one.membership?.role === "admin");
    if (row.membership.role === "admin" && owners.length === 1) {
      return refuse(403, "You can't remove the last owner of an organization.");
    }
    github.change({ ...row, membership: null });
    return { status: 204 };
  };

  const members: Work = ({ query }) => ({
    body: github
      .users()
      .filter((one) => one.membership?.state === "active")
      .slice(0, Number(query.get("per_page") ?? 30))
      .map(shown),
  });

  return {
    "POST /app/installations/{id}/access_tokens": answering(
      () => {},
      (request) => gate.issue(request),
    ),
    "GET /users/{username}": route("nothing", (request) => ({ body: shown(userIn(request)) })),
    "GET /orgs/{org}": route("nothing", () => ({ body: { login: organization, id: 4001 } })),
    "GET /orgs/{org}/members": route("read", members),
    "GET /orgs/{org}/memberships/{username}": route("read", membership),
    "DELETE /orgs/{org}/members/{username}": route("write", remove),
  };
}
