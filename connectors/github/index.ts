import { z } from "zod";
import { ConnectorError } from "../connector-error";
import { provider } from "../provider";
import { address, optional, secretName, withDefault } from "../setting-values";
import { type Organization, type Server, openOrganization, openServer } from "./client";
import { vendor } from "./http-options";
import { removeMember } from "./remove-member";
import { membersResponse, userResponse } from "./schema";
import { suspendUser } from "./suspend";

const organizationName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38})$/i, "must be the name of an organization");

export const github = provider({
  name: "github",
  title: "GitHub",
  settings: z.object({
    GITHUB_URL: withDefault(address, "https://api.github.com"),
    GITHUB_ORGANIZATION: optional(organizationName),
    GITHUB_SECRET_NAME: withDefault(secretName, "github-credentials"),
    GITHUB_SERVER_URL: optional(address),
    GITHUB_SERVER_SECRET_NAME: withDefault(secretName, "github-server-token"),
  }),
  local: {
    GITHUB_URL: "{simulators}/github",
    GITHUB_ORGANIZATION: "contoso",
    GITHUB_SERVER_URL: "{simulators}/github/api/v3",
  },
  scope: (settings) => `${settings.GITHUB_ORGANIZATION ?? ""} ${settings.GITHUB_SERVER_URL ?? ""}`,
  open(given, { secrets }) {
    const settings = {
      url: given.GITHUB_URL,
      organization: given.GITHUB_ORGANIZATION,
      secretName: given.GITHUB_SECRET_NAME,
      serverUrl: given.GITHUB_SERVER_URL,
      serverSecretName: given.GITHUB_SERVER_SECRET_NAME,
    };
    let openedServer: Server | undefined;
    let openedOrganization: Organization | undefined;
    const server = (): Server => (openedServer ??= openServer(settings, secrets));
    const organization = (): Organization =>
      (openedOrganization ??= openOrganization(settings, secrets));
    const isOff = settings.organization === undefined && settings.serverUrl === undefined;

    return {
      containments: {
        "github-suspend-user": suspendUser(server),
        "github-remove-member": removeMember(organization),
      },
      /** Reads members of the organization, and who we are on the server: of each that is set up. */
      async check() {
        const all = [
          ...(isOff || settings.organization !== undefined ? [checkMembers(organization())] : []),
          ...(settings.serverUrl !== undefined ? [checkServer(server())] : []),
        ];
        return (await Promise.all(all)).join("; ");
      },
      ...(isOff && { off: "neither GITHUB_ORGANIZATION nor GITHUB_SERVER_URL is set" }),
    };
  },
});

async function checkMembers({ http, name }: Organization): Promise<string> {
  const query = { per_page: "1" };
  await http.read(membersResponse, { method: "GET", path: `/orgs/${name}/members`, query });
  return `members of ${name} can be read; only a removal would prove more`;
}

async function checkServer({ http, domain }: Server): Promise<string> {
  const { login, site_admin: isAdmin } = await http.read(userResponse, {
    method: "GET",
    path: "/user",
  });
  if (isAdmin === true) return `${login} is a site administrator of ${domain}`;
  const message = `GET /user answered that ${login} is no site administrator of ${domain}: use a token of one`;
  throw new ConnectorError(vendor, "auth", message);
}
