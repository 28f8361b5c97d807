import type { Claims } from "../managed-identity/token";
import { isRecord, type Answer, type Handler, type SimulatedRequest } from "../simulator";
import type { Area } from "./area";
import type { Directory } from "./directory";
import { requestBadRequest, resourceNotFound } from "./directory-problem";
import type { DirectoryUser, Risk } from "./directory-user";
import { type Permission, refusalOf } from "./permissions";
import type { Problem } from "./problem";

const mostUsers = 60;

const notLicensed: Problem = {
  status: 403,
  code: "Forbidden",
  message: "Your tenant is not licensed for this feature.",
};

// No Retry-After: https://learn.microsoft.com/graph/throttling-limits
const tooMany: Problem = {
  status: 429,
  code: "TooManyRequests",
  message: "Too many requests.",
};

/**
 * Identity Protection and the report of registered methods:
 * https://learn.microsoft.com/graph/api/resources/riskyuser. One request a second for the tenant.
 */
export function riskArea({ world, answering }: Area, directory: Directory) {
  const seconds = world.table<number>("risk-requests");
  const context = (of: string): string => `${world.url()}/v1.0/$metadata#${of}`;

  function throttle(): Problem | undefined {
    const second = String(Math.floor(world.now() / 1_000));
    const count = seconds.get(second) ?? 0;
    if (count >= directory.settings().riskRequestsPerSecond) return tooMany;
    seconds.clear();
    seconds.set(second, count + 1);
    return undefined;
  }

  const guarded = (
    permission: Permission,
    work: (request: SimulatedRequest, caller: Claims) => Answer | Problem,
  ): Handler =>
    answering(async (request, caller) => {
      const refusal = throttle() ?? refusalOf(caller, permission);
      if (refusal) return refusal;
      return directory.settings().hasP2 ? work(request, caller) : notLicensed;
    });

  const change = (risk: Risk | undefined, decide: (user: DirectoryUser) => Risk | undefined) =>
    guarded("changeRisk", ({ json }) => {
      const ids = isRecord(json) ? json["userIds"] : undefined;
      if (!Array.isArray(ids) || ids.length === 0 || !ids.every((id) => typeof id === "string")) {
        return requestBadRequest("The userIds parameter must be a list of object ids.");
      }
      if (ids.length > mostUsers) return requestBadRequest("Too many userIds: the limit is 60.");
      for (const id of ids) {
        const user = directory.current(id);
        // Guests, and those that there are not, are passed over in silence.
        const next = user && user.userType === "Member" ? (risk ?? decide(user)) : undefined;
        if (user && next) directory.change(user.id, { risk: stamped(next) });
      }
      return { status: 204 };
    });

  const stamped = (risk: Risk): Risk => ({
    ...risk,
    riskLastUpdatedDateTime: new Date(world.now()).toISOString(),
  });

  return {
    "GET /v1.0/identityProtection/riskyUsers": guarded("readRisk", ({ query }) => ({
      body: {
        "@odata.context": context("identityProtection/riskyUsers"),
        value: directory
          .list()
          .flatMap((user) => (user.risk ? [shownRisk(user, user.risk)] : []))
          .slice(0, Number(query.get("$top") ?? 20)),
      },
    })),
    "GET /v1.0/identityProtection/riskyUsers/{id}": guarded("readRisk", ({ params }) => {
      const user = directory.list().find(({ id }) => id === params["id"]?.toLowerCase());
      if (!user?.risk) return resourceNotFound(params["id"] ?? "");
      return {
        body: {
          "@odata.context": context("identityProtection/riskyUsers/$entity"),
          ...shownRisk(user, user.risk),
        },
      };
    }),
    "POST /v1.0/identityProtection/riskyUsers/confirmCompromised": change(
      confirmed,
      () => undefined,
    ),
    "POST /v1.0/identityProtection/riskyUsers/dismiss": change(undefined, ({ risk }) =>
      risk ? dismissed : undefined,
    ),
  };
}

const confirmed: Risk = {
  riskLevel: "high",
  riskState: "confirmedCompromised",
  riskDetail: "adminConfirmedUserCompromised",
  riskLastUpdatedDateTime: "",
};

const dismissed: Risk = {
  riskLevel: "none",
  riskState: "dismissed",
  riskDetail: "adminDismissedAllRiskForUser",
  riskLastUpdatedDateTime: "",
};

const shownRisk = ({ id, displayName, userPrincipalName }: DirectoryUser, risk: Risk) => ({
  id,
  isDeleted: false,
  isProcessing: false,
  ...risk,
  userDisplayName: displayName,
  userPrincipalName,
});
