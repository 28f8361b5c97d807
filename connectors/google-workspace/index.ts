import { z } from "zod";
import { notConfigured } from "../connector-error";
import { googleHttp } from "../google-http";
import { googleIdentity, lackingOf, localGoogleIdentity } from "../google-identity";
import { provider } from "../provider";
import { address, optional, withDefault } from "../setting-values";
import { delegatedTokens, vendor } from "./delegated-tokens";
import { userResponse } from "./schema";
import { suspendUser } from "./suspend-user";

const directoryAdvice =
  "see that the administrator whom GOOGLE_WORKSPACE_ADMIN names may suspend users of this part of the organisation";

export const googleWorkspace = provider({
  name: vendor,
  title: "Google Workspace",
  settings: z.object({
    ...googleIdentity,
    GOOGLE_WORKSPACE_ADMIN: optional(z.email("must be an administrator's email")),
    GOOGLE_OAUTH_URL: withDefault(address, "https://oauth2.googleapis.com"),
    GOOGLE_DIRECTORY_URL: withDefault(address, "https://admin.googleapis.com"),
  }),
  local: {
    ...localGoogleIdentity,
    GOOGLE_WORKSPACE_ADMIN: "soar-admin@contoso.example",
    GOOGLE_OAUTH_URL: "{simulators}/google/oauth2",
    GOOGLE_DIRECTORY_URL: "{simulators}/google/directory",
  },
  scope: ({ GOOGLE_WORKSPACE_ADMIN: admin }) => admin ?? "",
  open(settings, { tokens }) {
    const { GOOGLE_WORKSPACE_ADMIN: admin = "" } = settings;
    const http = googleHttp(
      vendor,
      settings.GOOGLE_DIRECTORY_URL,
      delegatedTokens(settings, tokens),
      directoryAdvice,
    );
    const lacking = lackingOf(settings) ?? (admin === "" ? "GOOGLE_WORKSPACE_ADMIN" : undefined);
    return {
      containments: { "suspend-workspace-user": suspendUser(http, admin) },
      /** Reads the administrator, which proves the whole way of the tokens. */
      async check() {
        if (lacking) throw notConfigured(vendor, lacking);
        const { primaryEmail, isAdmin } = await http.read(userResponse, {
          method: "GET",
          path: `/admin/directory/v1/users/${encodeURIComponent(admin)}`,
          query: { projection: "basic" },
          label: "users/{userKey}",
        });
        return `reads users as ${primaryEmail}${isAdmin ? ", who is a super administrator" : ""}`;
      },
      ...(lacking && { off: `${lacking} is not set` }),
    };
  },
});
