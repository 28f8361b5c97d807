import { notConfigured } from "../connector-error";
import type { Tokens } from "../credentials";
import { googleHttp } from "../google-http";
import { type GoogleIdentity, lackingOf } from "../google-identity";
import { googleTokens } from "../google-tokens";
import type { Http } from "../http";

export const vendor = "google-scc";

export interface CenterSettings extends GoogleIdentity {
  GOOGLE_SCC_URL: string;
  /** Organisations, folders and projects: "organizations/123". Only their findings are ever looked at. */
  GOOGLE_SCC_PARENTS: readonly string[];
  /** "global" without data residency. */
  GOOGLE_SCC_LOCATION: string;
}

/** Security Command Center, an HTTP for each permission: so a 403 names the one that is missing. */
export interface Center {
  settings: CenterSettings;
  with(permission: Permission): Http;
}

/** https://cloud.google.com/iam/docs/roles-permissions/securitycenter */
export type Permission =
  | `securitycenter.findings.${"list" | "setMute" | "setState"}`
  | "securitycenter.findingsecuritymarks.update";

export function openCenter(settings: CenterSettings, tokens: Tokens): Center {
  const google = googleTokens(vendor, settings, tokens);
  return {
    settings,
    with: (permission) =>
      googleHttp(
        vendor,
        settings.GOOGLE_SCC_URL,
        google,
        `give the service account that GOOGLE_SERVICE_ACCOUNT names a role with ${permission} on each of GOOGLE_SCC_PARENTS`,
      ),
  };
}

/** The first setting that lacks; undefined when none does. */
export const lackingIn = (settings: CenterSettings): string | undefined =>
  lackingOf(settings) ??
  (settings.GOOGLE_SCC_PARENTS.length === 0 ? "GOOGLE_SCC_PARENTS" : undefined);

/** Whose findings are looked at; throws where nobody's are. */
export function parentsOf({ settings }: Center): readonly string[] {
  const lacking = lackingIn(settings);
  if (lacking !== undefined) throw notConfigured(vendor, lacking);
  return settings.GOOGLE_SCC_PARENTS;
}
