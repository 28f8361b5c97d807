import { isRecord, type Routes } from "../simulator";
import type { GitHub, Work } from "./account";
import { refuse } from "./problem";
import { userAnswer } from "./user";

const us = "octo-admin";

/** An Enterprise Server's users: https://docs.github.com/enterprise-server/rest/enterprise-admin/users */
export function serverRoutes(github: GitHub): Routes {
  const { gate, answering, userIn } = github;

  const route = (needsAdmin: boolean, work: Work): Work =>
    answering((request) => gate.admitToServer(request, needsAdmin), work);

  const ourselves: Work = () => {
    const row = github.users().find(({ login }) => login === us) ?? refuse(404, "Not Found");
    const site_admin = github.settings().isSiteAdmin;
    return { body: userAnswer({ ...row, site_admin }, github.url(), true) };
  };

  const suspending =
    (isSuspended: boolean): Work =>
    (request) => {
      const row = userIn(request);
      if (github.settings().ldapSync) refuse(403, "Suspension is managed by your LDAP server.");
      if (row.login === us) refuse(403, "You cannot suspend yourself.");
      const reason = isRecord(request.json) ? request.json["reason"] : undefined;
      const at = new Date(github.now()).toISOString().replace(/\.\d{3}Z$/, "Z");
      github.change({
        ...row,
        suspended_at: isSuspended ? (row.suspended_at ?? at) : null,
        suspensionReason: isSuspended && typeof reason === "string" ? reason : null,
      });
      return { status: 204 };
    };

  const user = "/api/v3/users/{username}";
  return {
    "GET /api/v3/user": route(false, ourselves),
    [`GET ${user}`]: route(false, (request) => ({
      body: userAnswer(userIn(request), github.url(), true),
    })),
    [`PUT ${user}/suspended`]: route(true, suspending(true)),
    [`DELETE ${user}/suspended`]: route(true, suspending(false)),
  };
}
