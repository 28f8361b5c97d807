import { isCloudAlertId, isOfDefenderForCloud, subscriptionOf } from "./cloud-alert";
import { elasticAlertOf, urlOf } from "./elastic-alert";
import type { IncidentAlert } from "./incident-alert";
import type { Permission } from "./kind-of-containment";
import { parseSccFinding } from "./scc-finding";
import { isSplunkFindingId } from "./splunk-finding";

/** Systems whose findings can be closed along with the incident that names them. */
export const FINDING_SOURCES = [
  "defender-cloud",
  "guardduty",
  "security-hub",
  "google-scc",
  "elastic-security",
  "splunk-es",
] as const;
export type FindingSourceName = (typeof FINDING_SOURCES)[number];

/** Those of them whose findings have a note that can be written without closing them. */
export const NOTED_SOURCES = ["security-hub"] as const satisfies readonly FindingSourceName[];
export type NotedSourceName = (typeof NOTED_SOURCES)[number];

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
  /** The setting that names the secret for it; every secret of the vendor's settings when left out. */
  secretSetting?: string;
  /**
   * The findings that an alert names. Only a whole value of the exact form of its ids is one: texts come from
   * whoever caused the alert, and what they merely contain or resemble is never closed.
   */
  named(alert: IncidentAlert): FindingName[];
}

const arn = "^arn:aws[a-z-]*:";
const guardDutyFinding = new RegExp(
  `${arn}guardduty:[a-z]{2}(?:-[a-z]+)+-\\d:\\d{12}:detector/[0-9a-f]{32}/finding/[0-9a-f]{32}$`,
);
/** Of any product that names its findings by an ARN; not every product does. */
const hubFinding = new RegExp(
  `${arn}[a-z0-9-]{1,40}:[a-z0-9-]{0,40}:\\d{12}:(?:[\\w.:/-]{0,300}/)?finding/[\\w-]{1,128}$`,
);

/** Those of the values that a pattern fits from end to end. */
const fitting = ({ values }: IncidentAlert, pattern: RegExp): FindingName[] =>
  values.filter((value) => pattern.test(value)).map((id) => ({ id }));

const ofAws = (on: string, ...names: string[]): Permission[] =>
  names.map((name) => ({ of: "AWS", name, on }));

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
  guardduty: {
    title: "GuardDuty",
    vendor: "aws",
    permissions: [
      { of: "AWS", name: "guardduty:ListDetectors" },
      ...ofAws(
        "arn:aws:guardduty:*:*:detector/*",
        "guardduty:GetFindings",
        "guardduty:UpdateFindingsFeedback",
        "guardduty:ArchiveFindings",
      ),
    ],
    named: (alert) => fitting(alert, guardDutyFinding),
  },
  "security-hub": {
    title: "AWS Security Hub",
    vendor: "aws",
    permissions: ofAws(
      "arn:aws:securityhub:*:*:hub/default",
      "securityhub:GetFindings",
      "securityhub:BatchUpdateFindings",
    ),
    named: (alert) => fitting(alert, hubFinding),
  },
  "google-scc": {
    title: "Security Command Center",
    vendor: "google-scc",
    permissions: ["list", "setMute", "setState"].map((verb) => ({
      of: "Google Cloud",
      name: `securitycenter.findings.${verb}`,
      on: "each of GOOGLE_SCC_PARENTS",
    })),
    named: ({ values }) =>
      values.flatMap((value) => {
        const finding = parseSccFinding(value);
        return finding ? [{ id: finding.name }] : [];
      }),
  },
  "elastic-security": {
    title: "Elastic Security",
    vendor: "elastic",
    secretSetting: "ELASTIC_KIBANA_SECRET_NAME",
    permissions: [
      {
        of: "Elastic",
        name: "the Kibana privilege Security",
        on: "the space of ELASTIC_KIBANA_URL",
      },
      {
        of: "Elastic",
        name: "the index privileges read, write, maintenance",
        on: "the space's .alerts-security.alerts-<space>",
      },
    ],
    named: ({ values }) =>
      values.flatMap((value) => elasticAlertOf(value) ?? []).map((one) => ({ id: urlOf(one) })),
  },
  "splunk-es": {
    title: "Splunk Enterprise Security",
    vendor: "splunk",
    secretSetting: "SPLUNK_ES_SECRET_NAME",
    permissions: [
      { of: "Splunk", name: "search", on: "a role of the token's user, for the index notable" },
      { of: "Splunk", name: "edit_notable_events", on: "a role of the token's user" },
      { of: "Splunk", name: "the role ess_analyst", on: "the token's user" },
    ],
    named: ({ values }) => values.filter(isSplunkFindingId).map((id) => ({ id })),
  },
};
