import type { ContainmentMethod } from "../../domain/containing";
import type { Claim, Resolution, Target } from "../../domain/containment";
import type { AccountEntity } from "../../domain/entity";
import type { Json } from "../../domain/json";
import { ConnectorError, ifNotFound } from "../connector-error";
import type { Http } from "../http";
import { vendor } from "./delegated-tokens";
import { type User, userResponse } from "./schema";

// https://developers.google.com/workspace/admin/directory/reference/rest/v1/users#User.FIELDS.suspension_reason
const byAdmin = "ADMIN";

/**
 * Keeps a user out of Google Workspace. The directory compares no etag; `suspended` alone is sent, so that nothing
 * else can be overwritten. https://developers.google.com/workspace/admin/directory/reference/rest/v1/users/patch
 */
export function suspendUser(http: Http, admin: string): ContainmentMethod {
  const read = (key: string): Promise<User> =>
    http.read(userResponse, {
      method: "GET",
      path: userPath(key),
      query: { projection: "basic" },
      label: "users/{userKey}",
    });

  const set = (id: string, suspended: boolean) =>
    http.write(userResponse, {
      method: "PATCH",
      path: userPath(id),
      body: { suspended },
      label: "users/{userKey}",
    });

  async function resolve(claim: Claim): Promise<Resolution> {
    if (claim.kind !== "account") return { question: "Only users can be suspended: who is it?" };
    const email = emailOf(claim.account);
    if (email === undefined) {
      return { question: "It is not named by exactly one email address: which is it?" };
    }
    const user = await read(email).catch(ifNotFound(undefined));
    if (!user) return { question: `${email} is nobody in Google Workspace: who is meant?` };
    const { primaryEmail } = user;
    if (primaryEmail.toLowerCase() !== email) {
      return {
        question: `${email} is another address of ${primaryEmail}: is this user to be suspended?`,
      };
    }
    if (email === admin.toLowerCase()) {
      return { question: `${email} is the administrator in whose place the app acts` };
    }
    return { found: targetOf(user) };
  }

  return {
    resolve,

    async look({ id }) {
      const { suspended, suspensionReason } = await read(id);
      const reason = suspended ? (suspensionReason ?? null) : null;
      return { state: { suspended, reason }, effect: suspended ? "in-effect" : "none" };
    },

    // In this order: a step that ends between the two is done again from its beginning.
    async act({ id }) {
      await http.send({
        method: "POST",
        path: `${userPath(id)}/signOut`,
        label: "users/{userKey}/signOut",
      });
      await set(id, true);
    },

    async undo({ id, label }, before) {
      if (!wasActive(before)) throw refused(`${label} was suspended before, so it stays so`);
      const { suspended, suspensionReason } = await read(id);
      if (!suspended) return;
      if ((suspensionReason ?? byAdmin) !== byAdmin) {
        throw refused(
          `${label} is suspended by Google (${suspensionReason}) now, so it was not reactivated: look into it in the Admin console`,
        );
      }
      await set(id, false);
    },
  };
}

const userPath = (key: string): string => `/admin/directory/v1/users/${encodeURIComponent(key)}`;

function targetOf({ id, primaryEmail, name, ...user }: User): Target {
  const names = [
    primaryEmail,
    ...(user.aliases ?? []),
    ...(user.nonEditableAliases ?? []),
    name?.fullName ?? "",
  ];
  const { isAdmin, isDelegatedAdmin } = user;
  const isKnown = typeof isAdmin === "boolean" && typeof isDelegatedAdmin === "boolean";
  return {
    id,
    label: primaryEmail,
    names: [...new Set(names)].filter((one) => one !== ""),
    ...((isKnown || isAdmin || isDelegatedAdmin) && {
      isPrivileged: Boolean(isAdmin) || Boolean(isDelegatedAdmin),
    }),
  };
}

const refused = (message: string): ConnectorError =>
  new ConnectorError(vendor, "permanent", message);

/** The one email by which an incident names a user; undefined when it is none, or there are two. */
function emailOf({ userPrincipalName, name, label }: AccountEntity): string | undefined {
  const emails = [userPrincipalName, name, label]
    .map((text) => text?.toLowerCase() ?? "")
    .filter((text) => /^[^\s@/?#%]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(text));
  const [email, ...others] = new Set(emails);
  return others.length === 0 ? email : undefined;
}

const wasActive = (before: Json): boolean =>
  typeof before === "object" &&
  before !== null &&
  !Array.isArray(before) &&
  before["suspended"] === false;
