import { z } from "zod";
import { cleanLine } from "../../domain/clean-text";
import { provider } from "../provider";
import { address, guid, optional, secretName, withDefault } from "../setting-values";
import { type Splunk, mayNotSearch, openSplunk } from "./client";
import { describe } from "./describe";
import { dispositions, statusNumber, statusNumbers, usualDispositions } from "./es-settings";
import { eventCollector } from "./hec";
import { notables } from "./notable";
import { contextResponse } from "./schema";

const indexes = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,79}(?:,[a-z0-9][a-z0-9_-]{0,79}){0,9}$/,
    "must be the names of at most ten indexes, separated by commas",
  )
  .transform((list) => list.split(","));

/** Splunk, Enterprise or Cloud: https://docs.splunk.com/Documentation/Splunk/latest/RESTREF/RESTprolog */
export const splunk = provider({
  name: "splunk",
  title: "Splunk",
  settings: z.object({
    SPLUNK_URL: optional(address),
    SPLUNK_SECRET_NAME: withDefault(secretName, "splunk-token"),
    SPLUNK_INDEXES: optional(indexes),
    SPLUNK_HEC_URL: optional(address),
    SPLUNK_HEC_SECRET_NAME: withDefault(secretName, "splunk-hec-token"),
    SPLUNK_HEC_INDEX: optional(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,79}$/, "must be an index")),
    SPLUNK_HEC_CHANNEL: optional(guid),
    SPLUNK_ES_SECRET_NAME: withDefault(secretName, "splunk-es-token"),
    SPLUNK_ES_CLOSED_STATUS: withDefault(statusNumber, "5"),
    SPLUNK_ES_OPEN_STATUSES: withDefault(statusNumbers, "0,1,2,3"),
    SPLUNK_ES_DISPOSITIONS: withDefault(dispositions, usualDispositions),
  }),
  local: {
    SPLUNK_URL: "{simulators}/splunk",
    SPLUNK_INDEXES: "main,windows",
    SPLUNK_HEC_URL: "{simulators}/splunk",
  },
  scope: ({ SPLUNK_URL: url }) => url ?? "",
  reads: ({ SPLUNK_SECRET_NAME: name, SPLUNK_INDEXES: names }) => [
    { of: "Azure role", name: "Key Vault Secrets User", on: `the secret ${name}` },
    {
      of: "Splunk",
      name: "search",
      on: `a role of the token's user, for ${names?.join(", ") ?? "the indexes of SPLUNK_INDEXES"}`,
    },
  ],
  writes: ({ SPLUNK_HEC_SECRET_NAME: name, SPLUNK_HEC_INDEX: index }) => [
    { of: "Azure role", name: "Key Vault Secrets User", on: `the secret ${name}` },
    {
      of: "Splunk",
      name: "a token of the HTTP Event Collector",
      on: `the index ${index ?? "that it has by itself"}`,
    },
  ],
  open(settings, { secrets }) {
    const collector = eventCollector(
      {
        url: settings.SPLUNK_HEC_URL,
        secretName: settings.SPLUNK_HEC_SECRET_NAME,
        index: settings.SPLUNK_HEC_INDEX,
        channel: settings.SPLUNK_HEC_CHANNEL,
      },
      secrets,
    );
    const review = notables(
      {
        url: settings.SPLUNK_URL,
        secretName: settings.SPLUNK_ES_SECRET_NAME,
        closedStatus: settings.SPLUNK_ES_CLOSED_STATUS,
        openStatuses: settings.SPLUNK_ES_OPEN_STATUSES,
        dispositions: settings.SPLUNK_ES_DISPOSITIONS,
      },
      secrets,
    );
    const options = {
      url: settings.SPLUNK_URL,
      secretName: settings.SPLUNK_SECRET_NAME,
      indexes: settings.SPLUNK_INDEXES,
    };
    const missing = (["SPLUNK_URL", "SPLUNK_INDEXES"] as const).find(
      (name) => settings[name] === undefined,
    );
    let opened: Splunk | undefined;
    const open = (): Splunk => (opened ??= openSplunk(options, secrets));

    return {
      containments: {},
      writeOutcome: (event, aboutToSend) => collector.write(event, aboutToSend),
      checkOutcomes: () => collector.check(),
      findings: { "splunk-es": review.closeFinding },
      checkFindings: () => review.check(),
      context: {
        splunk: async (entities, days, incident) => {
          const findings = [];
          for (const entity of entities) {
            findings.push(await describe(open(), entity, days, incident));
          }
          return findings;
        },
      },
      /** Reads who the token is. Which indexes its user may search shows in a search only. */
      async check() {
        const { entry } = await open().http.read(contextResponse, {
          method: "GET",
          path: "/services/authentication/current-context",
          query: { output_mode: "json" },
        });
        const { username, capabilities } = entry[0]!.content;
        if (!capabilities.includes("search")) throw mayNotSearch();
        return `the token of ${cleanLine(username, 60)} may search; only a search would show what`;
      },
      ...(missing !== undefined && { off: `${missing} is not set` }),
    };
  },
});
