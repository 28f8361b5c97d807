import { cleanLine } from "../../domain/clean-text";
import { elasticAlertOf, kibanaOf } from "../../domain/elastic-alert";
import type { CloseFinding } from "../../domain/finding";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, type HttpRequest, createHttp } from "../http";
import { vendor } from "./client";
import { alertsFound, alertsUpdated, alertPrivileges } from "./kibana-schema";

export interface KibanaOptions {
  /** Of the space: https://kibana.example/s/soc */
  url: string | undefined;
  /** The same where people open it. */
  publicUrl: string | undefined;
  secretName: string;
}

/** What nobody has closed; a word that is not known is left alone. */
const open = new Set(["open", "acknowledged", "in-progress"]);
const statusField = "kibana.alert.workflow_status";
const needed = ["read", "write", "maintenance"] as const;

/** Alerts of Elastic Security, by Kibana's API: https://www.elastic.co/docs/api/doc/kibana/group/endpoint-security-detections-api */
export function kibana({ url, publicUrl = url, secretName }: KibanaOptions, secrets: Secrets) {
  let opened: Http | undefined;

  function http(): Http {
    if (url === undefined) throw notConfigured(vendor, "ELASTIC_KIBANA_URL");
    return (opened ??= createHttp({
      vendor,
      baseUrl: url,
      authorize: async () => ({
        Authorization: `ApiKey ${(await secrets.get(secretName)).trim()}`,
      }),
      forget: () => secrets.forget(secretName),
      rateLimitSeconds: 30,
      // Somebody changed the alert at the same moment: it is looked at again.
      kindOf: (status) => (status === 409 ? "transient" : undefined),
      advice: {
        401: `put a valid API key, as its "encoded" form, into the secret "${secretName}"`,
        403: `give the API key in the secret "${secretName}" what \`npm run permissions\` names`,
        404: "see that ELASTIC_KIBANA_URL is Kibana's, with the space: https://kibana.example/s/soc",
      },
    }));
  }

  /** The state of an alert; undefined where there is none. */
  async function look(id: string): Promise<string | undefined> {
    const {
      timed_out: isLate,
      _shards: shards,
      hits,
    } = await http().read(
      alertsFound,
      asked("/signals/search", {
        query: { bool: { filter: [{ terms: { _id: [id] } }] } },
        size: 2,
        _source: false,
        fields: [statusField],
      }),
    );
    const found = hits.hits.find(({ _id: one }) => one === id);
    if (found) return found.fields?.[statusField]?.[0] ?? "without a status";
    if (!isLate && shards.failed === 0) return undefined;
    const message = `Only a part of Kibana's alerts was searched (${shards.failed} of ${shards.total} shards gave no answer), so it is not known whether the alert is there`;
    throw new ConnectorError(vendor, "transient", message);
  }

  const closeAlert: CloseFinding = async (name) => {
    const { kibana: place, id } = elasticAlertOf(name.id) ?? { kibana: "", id: "" };
    if (publicUrl === undefined) throw notConfigured(vendor, "ELASTIC_KIBANA_URL");
    if (place !== kibanaOf(publicUrl)) throw ofAnother(place);
    const status = await look(id);
    if (status === undefined) return { state: "gone", as: "" };
    if (!open.has(status)) return { state: "was-closed", as: status };
    const { updated, total } = await http().write(
      alertsUpdated,
      asked("/signals/status", { signal_ids: [id], status: "closed" }),
    );
    if (updated === 1) return { state: "closed", as: "closed" };
    if (total === 0) return { state: "gone", as: "" };
    const message = "Kibana did not change the alert, since somebody changed it at the same moment";
    throw new ConnectorError(vendor, "transient", message, { mayHaveHappened: true });
  };

  return {
    closeAlert,

    /** Reads what the key may do to the alerts of the space. */
    async check(): Promise<string> {
      const { username, index } = await http().read(alertPrivileges, {
        method: "GET",
        path: "/api/detection_engine/privileges",
        headers,
      });
      const lacking = Object.entries(index).flatMap(([name, may]) =>
        needed.filter((one) => may[one] !== true).map((one) => `${one} on ${name}`),
      );
      if (lacking.length === 0) {
        return `the API key of ${cleanLine(username, 60)} may close alerts of ${Object.keys(index).join(", ")}`;
      }
      const message = `The API key lacks the index privilege ${cleanLine(lacking.join(", "), 200)}`;
      throw new ConnectorError(vendor, "auth", message);
    },
  };
}

/** Kibana refuses a change without the first one; the second names the form of its answers. */
const headers = { "kbn-xsrf": "true", "elastic-api-version": "2023-10-31" };

const asked = (path: string, body: object): HttpRequest => ({
  method: "POST",
  path: `/api/detection_engine${path}`,
  headers,
  body,
});

const ofAnother = (place: string): ConnectorError =>
  new ConnectorError(
    vendor,
    "permanent",
    `The alert is one of ${cleanLine(place, 100)}, which is not ELASTIC_KIBANA_PUBLIC_URL: close it there by hand`,
  );
