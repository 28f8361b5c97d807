import type { ContainmentMethod } from "../../domain/containing";
import type { Claim, Resolution } from "../../domain/containment";
import { ifNotFound } from "../connector-error";
import { type GoogleCloud, projectsOf } from "./client";
import { keyResponse } from "./schema";
import { iamPath, switching } from "./switch";

const label = "projects.serviceAccounts.keys";
const pattern =
  /^\/\/iam\.googleapis\.com\/(projects\/([a-z][a-z0-9.:-]+)\/serviceAccounts\/([a-z0-9.@-]+)\/keys\/([0-9a-f]{40}))$/;

/**
 * Keeps one key of a service account from getting tokens; its account and its other keys work on. Google's own
 * keys cannot be disabled. https://cloud.google.com/iam/docs/keys-disable-enable
 */
export function disableServiceAccountKey(cloud: GoogleCloud): ContainmentMethod {
  const http = cloud.iam("iam.serviceAccountKeys.get");
  const read = (name: string) =>
    http.read(keyResponse, { method: "GET", path: iamPath(name), label });

  async function resolve(claim: Claim): Promise<Resolution> {
    if (claim.kind !== "resource" || claim.resource.kind !== "CloudResource") return notOne;
    const { id } = claim.resource;
    const [, name = "", project = "", account = "", keyId = ""] = pattern.exec(id) ?? [];
    if (name === "") return notOne;
    const projects = projectsOf(cloud);
    const { GOOGLE_SERVICE_ACCOUNT: own } = cloud.settings;
    if (!projects.includes(project)) {
      return { question: `${id} is in none of the projects that GOOGLE_CLOUD_PROJECTS names` };
    }
    if (account === own) {
      return { question: `${id} is a key of the app's own account, which should have none` };
    }
    const key = await read(name).catch(ifNotFound(undefined));
    if (key?.name !== name) return { question: `${id} is not there under exactly this name` };
    if (key.keyType !== "USER_MANAGED") {
      return {
        question: `${id} is Google's own key, which nobody can disable: disable the account?`,
      };
    }
    return { found: { id: name, label: id, names: [id, keyId, account] } };
  }

  return {
    resolve,
    ...switching(cloud, {
      permissions: "iam.serviceAccountKeys",
      label,
      isDisabled: async (name) => (await read(name)).disabled,
    }),
  };
}

const notOne: Resolution = {
  question:
    "It is not the full name of one key (//iam.googleapis.com/projects/…/serviceAccounts/…/keys/…): which is it?",
};
