import type { Answer, Handler, Routes, SimulatedRequest, Table, World } from "../simulator";
import { isRecord } from "../simulator";
import { grantOf } from "./access-token";
import { computeError as directoryError, googleError } from "./google-error";
import type { Settings, User } from "./scene";

const one = "/directory/admin/directory/v1/users/{user}";
const scope = "https://www.googleapis.com/auth/admin.directory.user";

/** Users of a Workspace: https://developers.google.com/workspace/admin/directory/reference/rest/v1/users */
export function directory(world: World, users: Table<User>, settings: () => Settings): Routes {
  let window = { startedAt: 0, count: 0 };

  const behind =
    (needs: string, act: (request: SimulatedRequest, user: User) => Answer): Handler =>
    (request) => {
      const grant = grantOf(request, world.now());
      if (!grant) return googleError(401, "Request had invalid authentication credentials.");
      if (!grant.scopes.includes(needs)) {
        return directoryError(
          403,
          "insufficientPermissions",
          "Request had insufficient authentication scopes.",
        );
      }
      const admin = find(grant.who);
      if (!admin?.isAdmin && !admin?.isDelegatedAdmin) {
        return directoryError(403, "forbidden", "Not Authorized to access this resource/api");
      }
      const refused = throttled();
      if (refused) return refused;
      const user = find(request.params["user"]);
      return user
        ? act(request, user)
        : directoryError(404, "notFound", "Resource Not Found: userKey");
    };

  // By id, primary address or alias, in any case.
  function find(key = ""): User | undefined {
    const wanted = key.toLowerCase();
    return users
      .rows()
      .find(({ id, primaryEmail, aliases }) =>
        [id, primaryEmail, ...aliases].some((name) => name.toLowerCase() === wanted),
      );
  }

  function throttled(): Answer | undefined {
    const now = world.now();
    if (now >= window.startedAt + 60_000) window = { startedAt: now, count: 0 };
    window = { ...window, count: window.count + 1 };
    if (window.count <= settings().directoryPerMinute) return undefined;
    return directoryError(403, "quotaExceeded", "Quota exceeded for the directory.");
  }

  function patch({ json }: SimulatedRequest, user: User): Answer {
    if (!isRecord(json) || ("suspended" in json && typeof json["suspended"] !== "boolean")) {
      return directoryError(400, "invalid", "Invalid Input: suspended");
    }
    const { suspended } = json as { suspended?: boolean };
    const { suspensionReason, ...rest } = user;
    const reason = user.suspended && suspensionReason ? suspensionReason : "ADMIN";
    const next: User =
      suspended === undefined
        ? user
        : { ...rest, suspended, ...(suspended && { suspensionReason: reason }) };
    users.set(user.id, next);
    return { body: userAnswer(next) };
  }

  function signOut(_: SimulatedRequest, user: User): Answer {
    users.set(user.id, { ...user, signedOut: (user.signedOut ?? 0) + 1 });
    return { status: 204 };
  }

  return {
    [`GET ${one}`]: behind(scope, (_, user) => ({ body: userAnswer(user) })),
    [`PATCH ${one}`]: behind(scope, patch),
    [`POST ${one}/signOut`]: behind(`${scope}.security`, signOut),
  };
}

/** All but what only tests ask for. */
const userAnswer = ({ fullName, ...user }: User): object => ({
  kind: "admin#directory#user",
  ...user,
  signedOut: undefined,
  name: { fullName },
});
