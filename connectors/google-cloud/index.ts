import { z } from "zod";
import { counted } from "../../domain/words";
import { notConfigured } from "../connector-error";
import { googleIdentity, lackingOf, localGoogleIdentity } from "../google-identity";
import { provider } from "../provider";
import { address, optional, withDefault } from "../setting-values";
import { openGoogleCloud, vendor } from "./client";
import { blockWithArmor } from "./armor-block";
import { policyResponse } from "./schema";
import { disableServiceAccount } from "./service-account";
import { disableServiceAccountKey } from "./service-account-key";
import { quarantineInstance } from "./quarantine-instance";
import { stopInstance } from "./stop-instance";

// https://cloud.google.com/resource-manager/docs/creating-managing-projects
const projects = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((one) => one !== ""))
  .refine(
    (all) => all.every((one) => /^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(one)),
    "must be ids of projects, separated by commas",
  )
  .transform((all) => [...new Set(all)]);

const armorPolicy = z
  .string()
  .regex(
    /^projects\/[^/\s]+\/global\/securityPolicies\/[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "must be projects/<project>/global/securityPolicies/<name>",
  )
  .transform((text) => {
    const [, project = "", , , name = ""] = text.split("/");
    return { project, name };
  });

// The highest is the policy's own default rule.
const priorities = z
  .string()
  .regex(/^\d{1,9}-\d{1,9}$/, "must be two priorities such as 1000-1099")
  .transform((text): [number, number] => {
    const [first = 0, last = 0] = text.split("-").map(Number);
    return [first, last];
  })
  .refine(([first, last]) => first <= last, "must be two priorities, the lower first");

const networkTag = z.string().regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be a network tag");

export const googleCloud = provider({
  name: vendor,
  title: "Google Cloud",
  settings: z.object({
    ...googleIdentity,
    GOOGLE_CLOUD_PROJECTS: withDefault(projects, ""),
    GOOGLE_IAM_URL: withDefault(address, "https://iam.googleapis.com"),
    GOOGLE_RESOURCES_URL: withDefault(address, "https://cloudresourcemanager.googleapis.com"),
    GOOGLE_COMPUTE_URL: withDefault(address, "https://compute.googleapis.com"),
    GOOGLE_ARMOR_POLICY: optional(armorPolicy),
    GOOGLE_ARMOR_PRIORITIES: withDefault(priorities, "1000-1099"),
    GOOGLE_QUARANTINE_TAG: withDefault(networkTag, "soar-quarantine"),
  }),
  local: {
    ...localGoogleIdentity,
    GOOGLE_CLOUD_PROJECTS: "contoso-web,contoso-data",
    GOOGLE_IAM_URL: "{simulators}/google/iam",
    GOOGLE_RESOURCES_URL: "{simulators}/google/resources",
    GOOGLE_COMPUTE_URL: "{simulators}/google/compute",
    GOOGLE_ARMOR_POLICY: "projects/contoso-web/global/securityPolicies/edge",
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
        "gcp-armor-block": blockWithArmor(cloud),
        "quarantine-gce-instance": quarantineInstance(cloud),
        "stop-gce-instance": stopInstance(cloud),
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
