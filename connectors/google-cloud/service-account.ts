import type { ContainmentMethod } from "../../domain/containing";
import type { Claim, Resolution, Target } from "../../domain/containment";
import type { AccountEntity } from "../../domain/entity";
import { ifNotFound } from "../connector-error";
import { type GoogleCloud, projectsOf } from "./client";
import { rolesOf, standingOf } from "./roles";
import { type ServiceAccount, accountResponse } from "./schema";
import { iamPath, switching } from "./switch";

const label = "projects.serviceAccounts";
const emailPattern = /^[a-z0-9-]+@[a-z0-9.-]+\.gserviceaccount\.com$/;

/**
 * Keeps a service account from getting tokens. It is known by its unique id: one that is made again with the
 * same email is another one. https://cloud.google.com/iam/docs/service-accounts-disable-enable
 */
export function disableServiceAccount(cloud: GoogleCloud): ContainmentMethod {
  const http = cloud.iam("iam.serviceAccounts.get");
  const read = (name: string): Promise<ServiceAccount> =>
    http.read(accountResponse, { method: "GET", path: iamPath(name), label });

  async function resolve(claim: Claim): Promise<Resolution> {
    if (claim.kind !== "account") return { question: "Only accounts can be disabled: who is it?" };
    const email = emailOf(claim.account);
    if (email === undefined) {
      return {
        question: "It is not named by exactly one email of a service account: which is it?",
      };
    }
    const projects = projectsOf(cloud);
    const { GOOGLE_SERVICE_ACCOUNT: own } = cloud.settings;
    if (email === own) {
      return { question: `${email} is the app's own account: look into it by hand, at once` };
    }
    const found: ServiceAccount[] = [];
    for (const project of projects) {
      const one: ServiceAccount | undefined = await read(
        `projects/${project}/serviceAccounts/${email}`,
      ).catch(ifNotFound(undefined));
      if (one?.email.toLowerCase() === email && one.projectId === project) found.push(one);
    }
    const [account, ...more] = found;
    if (!account || more.length > 0) {
      return {
        question: `${email} is in ${found.length} of the projects that GOOGLE_CLOUD_PROJECTS names: where is it?`,
      };
    }
    return { found: targetOf(account, await rolesOf(cloud, account)) };
  }

  return {
    resolve,
    ...switching(cloud, {
      permissions: "iam.serviceAccounts",
      label,
      isDisabled: async (name) => (await read(name)).disabled,
    }),
  };
}

const targetOf = (account: ServiceAccount, roles: string[]): Target => {
  const { projectId, uniqueId, email, displayName, oauth2ClientId } = account;
  const isPrivileged = standingOf(roles);
  return {
    id: `projects/${projectId}/serviceAccounts/${uniqueId}`,
    label: email,
    names: [email, uniqueId, displayName, oauth2ClientId].filter(
      (name, at, all): name is string => Boolean(name) && all.indexOf(name) === at,
    ),
    roles,
    ...(isPrivileged !== undefined && { isPrivileged }),
  };
};

/** The one email by which an incident names a service account; undefined when it is none, or there are two. */
function emailOf({ userPrincipalName, name, label: shown }: AccountEntity): string | undefined {
  const emails = [userPrincipalName, name, shown]
    .map((text) => text?.toLowerCase() ?? "")
    .filter((text) => emailPattern.test(text));
  const [email, ...others] = new Set(emails);
  return others.length === 0 ? email : undefined;
}
