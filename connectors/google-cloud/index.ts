import { z } from "zod";
import { counted } from "../../domain/words";
import { notConfigured } from "../connector-error";
import { googleIdentity, lackingOf, localGoogleIdentity } from "../google-identity";
import { provider } from "../provider";
import { address, withDefault } from "../setting-values";
import { openGoogleCloud, vendor } from "./client";
import { policyResponse } from "./schema";
import { disableServiceAccount } from "./service-account";
import { disableServiceAccountKey } from "./service-account-key";

// https://cloud.google.com/resource-manager/docs/creating-managing-projects
const projects = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((one) => one !== ""))
  .refine(
    (all) => all.every((one) => /^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(one)),
    "must be ids of projects, separated by commas",
  )
  .transform((all) => [...new Set(all)]);

export const googleCloud = provider({
  name: vendor,
  title: "Google Cloud",
  settings: z.object({
    ...googleIdentity,
    GOOGLE_CLOUD_PROJECTS: withDefault(projects, ""),
    GOOGLE_IAM_URL: withDefault(address, "https://iam.googleapis.com"),
    GOOGLE_RESOURCES_URL: withDefault(address, "https://cloudresourcemanager.googleapis.com"),
  }),
  local: {
    ...localGoogleIdentity,
    GOOGLE_CLOUD_PROJECTS: "contoso-web,contoso-data",
    GOOGLE_IAM_URL: "{simulators}/google/iam",
    GOOGLE_RESOURCES_URL: "{simulators}/google/resources",
  },
  scope: ({ GOOGLE_SERVICE_ACCOUNT: account }) => account ?? "",
  open(settings, { tokens }) {
    const cloud = openGoogleCloud(settings, tokens);
    const { GOOGLE_CLOUD_PROJECTS: all } = settings;
    const lacking = lackingOf(settings) ?? (all.length === 0 ? "GOOGLE_CLOUD_PROJECTS" : undefined);
    return {
      containments: {
        "disable-service-account": disableServiceAccount(cloud),
        "disable-service-account-key": disableServiceAccountKey(cloud),
      },
      /** Reads who may do what in each project, which proves the whole way of the tokens. */
      async check() {
        if (lacking) throw notConfigured(vendor, lacking);
        for (const project of all) {
          await cloud.projects.read(policyResponse, {
            method: "POST",
            path: `/v3/projects/${encodeURIComponent(project)}:getIamPolicy`,
            label: "projects:getIamPolicy",
            body: { options: { requestedPolicyVersion: 3 } },
          });
        }
        return `${settings.GOOGLE_SERVICE_ACCOUNT} reads ${counted(all.length, "project")}`;
      },
      ...(lacking && { off: `${lacking} is not set` }),
    };
  },
});
