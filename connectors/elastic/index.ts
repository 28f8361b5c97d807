import type { Http } from "../http";
import { notConfigured } from "../connector-error";
import { provider } from "../provider";
import { openElasticsearch, vendor } from "./client";
import { describe } from "./describe";
import { kibana } from "./kibana";
import { writeOutcome } from "./outcome";
import { confirmPrivilege } from "./privileges";
import { elasticSettings } from "./settings";

/** Elasticsearch, with events of the Elastic Common Schema: https://www.elastic.co/docs/api/doc/elasticsearch */
export const elastic = provider({
  name: "elastic",
  title: "Elastic",
  settings: elasticSettings,
  local: {
    ELASTIC_URL: "{simulators}/elastic",
    ELASTIC_INDEXES: "logs-*,winlogbeat-*",
    ELASTIC_OUTCOME_INDEX: "durable-response-outcomes",
    ELASTIC_KIBANA_URL: "{simulators}/elastic/kibana",
    ELASTIC_KIBANA_PUBLIC_URL: "https://kibana.contoso.example",
  },
  scope: ({ ELASTIC_URL: url }) => url ?? "",
  reads: ({ ELASTIC_SECRET_NAME: secret, ELASTIC_INDEXES: indexes }) => [
    { of: "Azure role", name: "Key Vault Secrets User", on: `the secret ${secret}` },
    {
      of: "Elastic",
      name: "the index privilege read",
      on: indexes?.join(", ") ?? "the indexes of ELASTIC_INDEXES",
    },
  ],
  writes: ({ ELASTIC_OUTCOME_SECRET_NAME: secret, ELASTIC_OUTCOME_INDEX: index }) => [
    { of: "Azure role", name: "Key Vault Secrets User", on: `the secret ${secret}` },
    {
      of: "Elastic",
      name: "the index privilege create_doc",
      on: index ?? "the index of ELASTIC_OUTCOME_INDEX",
    },
  ],
  open(settings, { secrets }) {
    const {
      ELASTIC_URL: url,
      ELASTIC_INDEXES: indexes,
      ELASTIC_OUTCOME_INDEX: outcomes,
    } = settings;
    const missing = (["ELASTIC_URL", "ELASTIC_INDEXES"] as const).find(
      (one) => settings[one] === undefined,
    );
    const opened: { reading?: Http; writing?: Http } = {};

    function reading(): { http: Http; of: readonly string[] } {
      if (indexes === undefined) throw notConfigured(vendor, "ELASTIC_INDEXES");
      const needs = `the index privilege read on ${indexes.join(", ")}`;
      const options = { url, secretName: settings.ELASTIC_SECRET_NAME, needs };
      return { http: (opened.reading ??= openElasticsearch(options, secrets)), of: indexes };
    }

    function writing(): { http: Http; index: string } {
      if (outcomes === undefined) throw notConfigured(vendor, "ELASTIC_OUTCOME_INDEX");
      const needs = `the index privilege create_doc on ${outcomes}, and create that index`;
      const options = { url, secretName: settings.ELASTIC_OUTCOME_SECRET_NAME, needs };
      return { http: (opened.writing ??= openElasticsearch(options, secrets)), index: outcomes };
    }

    const alerts = kibana(
      {
        url: settings.ELASTIC_KIBANA_URL,
        publicUrl: settings.ELASTIC_KIBANA_PUBLIC_URL,
        secretName: settings.ELASTIC_KIBANA_SECRET_NAME,
      },
      secrets,
    );

    return {
      containments: {},
      findings: { "elastic-security": alerts.closeAlert },
      checkFindings: () => alerts.check(),
      tellsRepeats: true,
      async writeOutcome(event) {
        const { http, index } = writing();
        return writeOutcome(http, index, event);
      },
      async checkOutcomes() {
        const { http, index } = writing();
        const key = await confirmPrivilege(http, "create_doc", [index]);
        return `the API key of ${key} may write into ${index}`;
      },
      context: {
        elastic: async (entities, days) => {
          const { http, of } = reading();
          const findings = [];
          for (const entity of entities) findings.push(await describe(http, of, entity, days));
          return findings;
        },
      },
      async check() {
        const { http, of } = reading();
        const key = await confirmPrivilege(http, "read", of);
        return `the API key of ${key} may read ${of.join(", ")}`;
      },
      ...(missing !== undefined && { off: `${missing} is not set` }),
    };
  },
});
