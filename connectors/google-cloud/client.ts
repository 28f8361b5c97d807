import { notConfigured } from "../connector-error";
import type { Tokens } from "../credentials";
import { googleHttp } from "../google-http";
import type { GoogleIdentity } from "../google-identity";
import { googleTokens } from "../google-tokens";
import type { Http } from "../http";

export const vendor = "google-cloud";

export interface CloudSettings extends GoogleIdentity {
  /** Only what lies in these is ever looked at. */
  GOOGLE_CLOUD_PROJECTS: readonly string[];
  GOOGLE_IAM_URL: string;
  GOOGLE_RESOURCES_URL: string;
  GOOGLE_COMPUTE_URL: string;
  GOOGLE_ARMOR_POLICY?: ArmorPolicy | undefined;
  /** Of the rules that are the app's, the first and the last. */
  GOOGLE_ARMOR_PRIORITIES: readonly [number, number];
  GOOGLE_QUARANTINE_TAG: string;
}

/** Google Cloud's APIs, an HTTP for each permission: so a 403 names the one that is missing. */
export interface GoogleCloud {
  settings: CloudSettings;
  /** The permission is one of IAM, such as "iam.serviceAccounts.get". */
  iam(permission: string): Http;
  /** The permission is one of Compute Engine, such as "compute.instances.get". */
  compute(permission: string): Http;
  projects: Http;
}

/** The one Cloud Armor policy that the app may change. */
export interface ArmorPolicy {
  project: string;
  name: string;
}

export function openGoogleCloud(settings: CloudSettings, tokens: Tokens): GoogleCloud {
  const google = googleTokens(vendor, settings, tokens);
  const httpWith = (url: string, permission: string): Http =>
    googleHttp(
      vendor,
      url,
      google,
      `give the service account that GOOGLE_SERVICE_ACCOUNT names a role with ${permission} on the project`,
    );
  return {
    settings,
    iam: (permission) => httpWith(settings.GOOGLE_IAM_URL, permission),
    compute: (permission) => httpWith(settings.GOOGLE_COMPUTE_URL, permission),
    projects: httpWith(settings.GOOGLE_RESOURCES_URL, "resourcemanager.projects.getIamPolicy"),
  };
}

/** The projects that may be looked at. */
export function projectsOf({ settings }: GoogleCloud): readonly string[] {
  const { GOOGLE_CLOUD_PROJECTS: projects } = settings;
  if (projects.length === 0) throw notConfigured(vendor, "GOOGLE_CLOUD_PROJECTS");
  return projects;
}
