import { isCloudAlertId, isOfDefenderForCloud, subscriptionOf } from "./cloud-alert";
import type { IncidentAlert } from "./incident-alert";
import type { Permission } from "./kind-of-containment";

/** Systems whose findings can be closed along with the incident that names them. */
export const FINDING_SOURCES = ["defender-cloud"] as const;
export type FindingSourceName = (typeof FINDING_SOURCES)[number];

/** A finding of a source, as an alert names it. */
export interface FindingName {
  /** In the source's own form, from end to end. */
  id: string;
  /** Where to look for it, when its id does not say: the id of a subscription of Azure. */
  within?: string;
}

/** What flows must know of a source; how a finding is closed there is its connector's. */
export interface FindingSource {
  /** As people write it. */
  title: string;
  /** The name of the connector's folder, whose budget it uses. */
  vendor: string;
  /** What closing needs there. */
  permissions: readonly Permission[];
  /**
   * The findings that an alert names. Only a whole value of the exact form of its ids is one: texts come from
   * whoever caused the alert, and what they merely contain or resemble is never closed.
   */
  named(alert: IncidentAlert): FindingName[];
}

const ofAlerts = (...names: string[]): Permission[] =>
  names.map((name) => ({
    of: "Azure",
    name: `Microsoft.Security/${name}`,
    on: "each subscription whose alerts come",
  }));

export const findingSources: Readonly<Record<FindingSourceName, FindingSource>> = {
  "defender-cloud": {
    title: "Defender for Cloud",
    vendor: "defender-cloud",
    permissions: ofAlerts(
      "alerts/read",
      "locations/alerts/read",
      "locations/alerts/resolve/action",
      "locations/alerts/dismiss/action",
    ),
    named(alert) {
      const ids = alert.values.filter(isCloudAlertId).map((id) => ({ id: id.toLowerCase() }));
      if (ids.length > 0 || !isOfDefenderForCloud(alert)) return ids;
      const within = subscriptionOf(alert)?.toLowerCase();
      return [{ id: alert.systemAlertId.toLowerCase(), ...(within !== undefined && { within }) }];
    },
  },
};
