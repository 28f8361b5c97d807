import { z } from "zod";
import { counted } from "../../domain/words";
import { googleIdentity, localGoogleIdentity } from "../google-identity";
import { provider } from "../provider";
import { address, withDefault } from "../setting-values";
import { closeFinding } from "./close";
import { lackingIn, openCenter, parentsOf, vendor } from "./client";
import { describe } from "./describe";
import { readPage } from "./list";
import { markFindings } from "./mark";

const cloud = (name: string) => ({ of: "Google Cloud", name, on: "each of GOOGLE_SCC_PARENTS" });

const parent =
  /^(?:(?:organizations|folders)\/\d{1,20}|projects\/(?:\d{1,20}|[a-z][a-z0-9-]{4,28}[a-z0-9]))$/;
const parents = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((one) => one !== ""))
  .refine(
    (all) => all.length <= 5 && all.every((one) => parent.test(one)),
    "must be at most five of organizations/<number>, folders/<number> and projects/<id>, separated by commas",
  )
  .transform((all) => [...new Set(all)]);

/** Google Security Command Center: https://cloud.google.com/security-command-center/docs/reference/rest/v2 */
export const googleScc = provider({
  name: vendor,
  title: "Security Command Center",
  settings: z.object({
    ...googleIdentity,
    GOOGLE_SCC_URL: withDefault(address, "https://securitycenter.googleapis.com"),
    GOOGLE_SCC_PARENTS: withDefault(parents, ""),
    GOOGLE_SCC_LOCATION: withDefault(
      z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, "must be a location such as global or eu"),
      "global",
    ),
  }),
  local: {
    ...localGoogleIdentity,
    GOOGLE_SCC_URL: "{simulators}/google/scc",
    GOOGLE_SCC_PARENTS: "organizations/104857600001",
  },
  scope: ({ GOOGLE_SERVICE_ACCOUNT: account }) => account ?? "",
  reads: () => [cloud("securitycenter.findings.list")],
  writes: () => [
    cloud("securitycenter.findings.list"),
    cloud("securitycenter.findingsecuritymarks.update"),
  ],
  open(settings, { tokens }) {
    const center = openCenter(settings, tokens);
    const lacking = lackingIn(settings);
    /** Reads one finding of each parent, which proves the whole way of the tokens. */
    async function check(): Promise<string> {
      const all = parentsOf(center);
      for (const one of all) await readPage(center, one, { pageSize: "1" });
      return `${settings.GOOGLE_SERVICE_ACCOUNT} reads the findings of ${counted(all.length, "place")}`;
    }
    return {
      containments: {},
      context: {
        [vendor]: async (entities, days) => {
          const findings = [];
          for (const entity of entities) findings.push(await describe(center, entity, days));
          return findings;
        },
      },
      tellsRepeats: true,
      async writeOutcome(event) {
        await markFindings(center, event);
        return { isIndexed: false };
      },
      checkOutcomes: async () => `${await check()}; only a mark would prove that it may mark them`,
      findings: { [vendor]: (name, how) => closeFinding(center, name, how) },
      check,
      ...(lacking && { off: `${lacking} is not set` }),
    };
  },
});
