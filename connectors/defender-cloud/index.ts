import { cleanLine } from "../../domain/clean-text";
import type { ContextFinding } from "../../domain/context";
import type { IncidentAlert } from "../../domain/incident-alert";
import { audienceOf } from "../base-url";
import { type Tokens, bearerFor } from "../credentials";
import { createHttp } from "../http";
import type { Settings } from "../settings";
import { type CloudAlert, alertsResponse } from "./schema";

const vendor = "defender-cloud";
const version = { "api-version": "2022-01-01" };
const maxPages = 10;

/** Microsoft Defender for Cloud's alerts, through Azure Resource Manager; only read. */
export function defenderCloud({ url }: Settings["sentinel"], tokens: Tokens) {
  const audience = audienceOf(url, "https://management.azure.com");
  const http = createHttp({
    vendor,
    baseUrl: url,
    ...bearerFor(tokens, audience),
    rateLimitSeconds: 60,
    advice: {
      403: "give the app's managed identity the role Security Reader on the subscription",
    },
  });

  /** Looks through a subscription's alerts, newest first as they come; undefined when it ends before. */
  async function find(
    subscriptionId: string,
    id: string,
  ): Promise<CloudAlert | "more" | undefined> {
    let query: Record<string, string> = version;
    for (let pages = 0; pages < maxPages; pages++) {
      const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Security/alerts`;
      const { value, nextLink } = await http.read(alertsResponse, { method: "GET", path, query });
      const found = value.find(
        ({ properties }) => properties.systemAlertId?.toLowerCase() === id.toLowerCase(),
      );
      if (found || !nextLink) return found;
      // Only the query of the link is taken: tokens go nowhere else.
      query = { ...Object.fromEntries(new URL(nextLink, url).searchParams), ...version };
    }
    return "more";
  }

  async function describe(alert: IncidentAlert): Promise<ContextFinding> {
    const named = {
      source: "cloud-alert",
      about: `alert:${alert.systemAlertId}`.toLowerCase(),
      label: cleanLine(alert.title || alert.systemAlertId, 256),
      facts: [],
      signals: [],
    };
    const notCollected = (note: string): ContextFinding => ({
      ...named,
      state: "not-collected",
      note,
    });
    const subscription = subscriptionOf(alert);
    if (subscription === undefined) {
      return notCollected("The alert names no Azure resource, so its subscription is not known");
    }
    const found = await find(subscription, alert.systemAlertId);
    if (found === "more") {
      return notCollected(
        `It is not among the first ${maxPages} pages of its subscription's alerts`,
      );
    }
    return found
      ? { ...named, state: "found", facts: factsOf(found) }
      : { ...named, state: "none" };
  }

  return {
    /** What it says of each of an incident's alerts that is its own; alerts of other products are left out. */
    describeAlerts: async (alerts: IncidentAlert[]): Promise<ContextFinding[]> => {
      const findings: ContextFinding[] = [];
      for (const alert of alerts.filter(isOfDefenderForCloud)) findings.push(await describe(alert));
      return findings;
    },
  };
}

/** By either of the product's names; Defender for Cloud Apps is another product. */
const isOfDefenderForCloud = ({ product }: IncidentAlert): boolean =>
  /\bsecurity center\b|\bdefender for cloud\b(?! apps)/i.test(product);

function subscriptionOf({ resourceIds }: IncidentAlert): string | undefined {
  const ids = resourceIds.map(
    (id) =>
      /^\/subscriptions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/i.exec(id)?.[1],
  );
  return ids.find((id) => id !== undefined);
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
