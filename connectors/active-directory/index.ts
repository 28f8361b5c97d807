import { z } from "zod";
import { ConnectorError } from "../connector-error";
import { provider } from "../provider";
import { optional, secretName, withDefault } from "../setting-values";
import { disableAccount } from "./disable-account";
import { openDirectory } from "./directory";
import { vendor } from "./failure";

const onThisMachine = /^ldap:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/;
const ldaps = /^ldaps:\/\/([A-Za-z0-9.-]+|\[[0-9a-f:]+\])(:\d+)?$/;

const url = z
  .string()
  .refine(
    (text) => ldaps.test(text) || onThisMachine.test(text),
    "must be an address such as ldaps://dc1.corp.example:636 (plain ldap:// is for this machine only)",
  );
const baseDn = z
  .string()
  .regex(/^([A-Za-z]+=[^,]+,)*DC=[^,]+$/i, "must be a name such as DC=corp,DC=example");
const domain = z
  .string()
  .regex(/^[^\s\\/:*?"<>|@]{1,15}$/, "must be the domain's NetBIOS name, such as CORP");

export const activeDirectory = provider({
  name: vendor,
  title: "Active Directory",
  settings: z.object({
    ACTIVE_DIRECTORY_URL: optional(url),
    ACTIVE_DIRECTORY_BASE_DN: optional(baseDn),
    ACTIVE_DIRECTORY_DOMAIN: optional(domain),
    ACTIVE_DIRECTORY_CA_FILE: optional(z.string()),
    ACTIVE_DIRECTORY_SECRET_NAME: withDefault(secretName, "active-directory-credentials"),
  }),
  local: {
    ACTIVE_DIRECTORY_URL: "ldap://{simulators.host}",
    ACTIVE_DIRECTORY_BASE_DN: "DC=corp,DC=contoso,DC=example",
    ACTIVE_DIRECTORY_DOMAIN: "CORP",
  },
  scope: (settings) => settings.ACTIVE_DIRECTORY_BASE_DN?.toLowerCase() ?? "",
  open(settings, { secrets }) {
    const { ACTIVE_DIRECTORY_DOMAIN: netBios } = settings;
    const missing = (["ACTIVE_DIRECTORY_URL", "ACTIVE_DIRECTORY_BASE_DN"] as const).find(
      (name) => settings[name] === undefined,
    );
    const directory = openDirectory(
      {
        url: settings.ACTIVE_DIRECTORY_URL,
        baseDn: settings.ACTIVE_DIRECTORY_BASE_DN,
        caFile: settings.ACTIVE_DIRECTORY_CA_FILE,
        secretName: settings.ACTIVE_DIRECTORY_SECRET_NAME,
      },
      secrets,
    );
    return {
      containments: { "disable-ad-account": disableAccount(directory, netBios) },
      /** Signs in, and reads where accounts are looked for. That it may change one cannot be asked without changing it. */
      check: () =>
        directory(async (session) => {
          const equal = { objectClass: "top" };
          const [base] = await session.find({ scope: "base", equal, attributes: ["objectClass"] });
          if (base) return `signed in, and ${base.dn} can be read`;
          const message = `${settings.ACTIVE_DIRECTORY_BASE_DN} cannot be read: delegate to the app's account to read all properties`;
          throw new ConnectorError(vendor, "auth", message);
        }),
      ...(missing !== undefined && { off: `${missing} is not set` }),
    };
  },
});
