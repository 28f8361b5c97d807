import { cleanLine } from "../../domain/clean-text";
import { isCloudAlertId, isOfDefenderForCloud, subscriptionOf } from "../../domain/cloud-alert";
import type { ContextFinding } from "../../domain/context";
import type { IncidentAlert } from "../../domain/incident-alert";
import { type ClosedFinding, type FindingClosing, againAt } from "../../domain/finding";
import type { FindingName } from "../../domain/finding-source";
import { audienceOf } from "../base-url";
import { type Tokens, bearerFor } from "../credentials";
import { createHttp } from "../http";
import { ConnectorError } from "../connector-error";
import { isOpen, readAlert, version, wordsOf } from "./state";
import type { Settings } from "../settings";
import { type CloudAlert, alertsResponse } from "./schema";

const vendor = "defender-cloud";
const maxPages = 10;

/** Microsoft Defender for Cloud's alerts, through Azure Resource Manager. */
export function defenderCloud({ url }: Settings["sentinel"], tokens: Tokens) {
  const audience = audienceOf(url, "https://management.azure.com");
  const httpFor = (advice: string) =>
    createHttp({
      vendor,
      baseUrl: url,
      ...bearerFor(tokens, audience),
      rateLimitSeconds: 60,
      advice: { 403: `give the app's managed identity ${advice} on the subscription` },
    });
  const http = httpFor("the role Security Reader");
  const changing = httpFor("the actions that `npm run permissions` names, or Security Admin,");

  /** Looks through a subscription's alerts, page by page, until all that are wanted are found. */
  async function search(subscriptionId: string, wanted: ReadonlySet<string>): Promise<Search> {
    const found = new Map<string, CloudAlert>();
    let query: Record<string, string> = version;
    for (let pages = 0; pages < maxPages; pages++) {
      const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Security/alerts`;
      const { value, nextLink } = await http.read(alertsResponse, { method: "GET", path, query });
      for (const one of value) {
        const id = one.properties.systemAlertId?.toLowerCase();
        if (id !== undefined && wanted.has(id) && !found.has(id)) found.set(id, one);
      }
      if (!nextLink || found.size === wanted.size) return { found, isCut: false };
      const link = URL.parse(nextLink, url);
      if (!link) break;
      // Only the query of the link is taken: tokens go nowhere else.
      query = { ...Object.fromEntries(link.searchParams), ...version };
    }
    return { found, isCut: true };
  }

  /** Of one that its ARM id names, or its own id and a subscription; undefined where there is none. */
  async function find({ id, within }: FindingName): Promise<CloudAlert | undefined> {
    if (isCloudAlertId(id)) return readAlert(http, id);
    if (within === undefined) {
      const message = `The alert ${cleanLine(id, 100)} names no Azure resource, so its subscription is not known: close it by hand`;
      throw new ConnectorError(vendor, "permanent", message);
    }
    const { found, isCut } = await search(within, new Set([id]));
    if (!found.has(id) && isCut) {
      const message = `The alert ${cleanLine(id, 100)} is not among what can be read of its subscription's alerts, ${maxPages} pages at most`;
      throw new ConnectorError(vendor, "permanent", message);
    }
    return found.get(id);
  }

  return {
    /** A comment is not taken: https://learn.microsoft.com/rest/api/defenderforcloud-composite/alerts */
    async closeAlert(name: FindingName, how: FindingClosing): Promise<ClosedFinding> {
      const found = await find(name);
      if (!found) return { state: "gone", as: "" };
      const { status, endTimeUtc } = found.properties;
      if (!isOpen(status)) return { state: "was-closed", as: status ?? "without a status" };
      const again = againAt(endTimeUtc, how);
      if (again !== undefined) return { state: "again", as: again };
      if (!isCloudAlertId(found.id)) {
        const message = "The alert that it answered has an id that is none of Azure's";
        throw new ConnectorError(vendor, "permanent", message);
      }
      const { action, as } = wordsOf(how.closing);
      const path = `${found.id}/${action}`;
      await changing.send({ method: "POST", path, query: version, label: `{alert}/${action}` });
      return { state: "closed", as };
    },

    /** Reads the alerts of a subscription, one page. */
    async check(subscriptionId: string): Promise<string> {
      const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Security/alerts`;
      await http.read(alertsResponse, { method: "GET", path, query: version });
      return "alerts of the workspace's subscription can be read";
    },

    /**
     * What it says of each of an incident's alerts that is its own, each subscription looked through once;
     * alerts of other products are left out.
     */
    async describeAlerts(alerts: IncidentAlert[]): Promise<ContextFinding[]> {
      const own = alerts.filter(isOfDefenderForCloud);
      const searches = new Map<string, Search>();
      for (const [subscription, ones] of Map.groupBy(own, subscriptionOf)) {
        if (subscription === undefined) continue;
        searches.set(subscription, await search(subscription, new Set(ones.map(idOf))));
      }
      return own.map((alert) => findingOf(alert, searches.get(subscriptionOf(alert) ?? "")));
    },
  };
}

interface Search {
  /** By their ids in lower case. */
  found: ReadonlyMap<string, CloudAlert>;
  /** Whether it went on behind what could be read. */
  isCut: boolean;
}

const idOf = ({ systemAlertId }: IncidentAlert): string => systemAlertId.toLowerCase();

/** What a search says of an alert; undefined where nobody knows in which subscription it is. */
function findingOf(alert: IncidentAlert, search: Search | undefined): ContextFinding {
  const named = {
    source: "cloud-alert",
    about: `alert:${idOf(alert)}`,
    label: cleanLine(alert.title || alert.systemAlertId, 256),
    facts: [],
    signals: [],
  };
  if (!search) {
    const note = "The alert names no Azure resource, so its subscription is not known";
    return { ...named, state: "not-collected", note };
  }
  const found = search.found.get(idOf(alert));
  if (found) return { ...named, state: "found", facts: factsOf(found) };
  if (!search.isCut) return { ...named, state: "none" };
  const note = `It is not among what can be read of its subscription's alerts, ${maxPages} pages at most`;
  return { ...named, state: "not-collected", note };
}

function factsOf({ id, properties }: CloudAlert): string[] {
  const { compromisedEntity, intent, severity, status, remediationSteps } = properties;
  const resources = (properties.resourceIdentifiers ?? []).flatMap(
    ({ azureResourceId }) => azureResourceId ?? [],
  );
  return [
    compromisedEntity && `Compromised: ${compromisedEntity}`,
    intent && `Intent: ${intent}`,
    `Severity ${severity ?? "unknown"}, ${status ?? "unknown"} in Defender for Cloud`,
    ...resources.slice(0, 2).map((resource) => `Resource ${resource}`),
    ...(remediationSteps ?? []).slice(0, 2).map((step) => `To remediate: ${step}`),
    `Alert ${id}`,
  ]
    .filter((fact) => typeof fact === "string" && fact !== "")
    .map((fact) => cleanLine(fact!, 200));
}
