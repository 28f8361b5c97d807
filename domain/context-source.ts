import type { Entity } from "./entity";

export const CONTEXT_SOURCES = [
  "account",
  "device",
  "location",
  "cloud-alert",
  "sign-ins",
  "address-sign-ins",
  "risky-sign-ins",
  "mailbox-rules",
  "file-activity",
  "windows-events",
  "firewall-traffic",
  "dns-queries",
  "device-events",
  "azure-activity",
  "behavior",
  "watchlists",
  "related-alerts",
  "splunk",
  "google-scc",
  "elastic",
  "guardduty",
  "security-hub",
] as const;
export type ContextSourceName = (typeof CONTEXT_SOURCES)[number];

/** What flows must know of a source of context. */
export interface ContextSourceKind {
  /** As people write it: "Sign-in logs". */
  title: string;
  /** The name of the connector's folder, whose budget it uses where the policy can give it one. */
  vendor: string;
  /** What it can say something about. */
  takes: readonly Entity["kind"][];
  /** Entities in one question. */
  batch: number;
}

const logs = "azure-monitor-logs";
const ofAws: readonly Entity["kind"][] = ["Account", "Host", "Ip", "CloudResource"];

export const contextSources: Readonly<Record<ContextSourceName, ContextSourceKind>> = {
  account: { title: "Entra ID", vendor: "entra-id", takes: ["Account"], batch: 1 },
  device: {
    title: "Defender for Endpoint",
    vendor: "defender-endpoint",
    takes: ["Host"],
    batch: 1,
  },
  location: { title: "Geolocation by Sentinel", vendor: "sentinel", takes: ["Ip"], batch: 10 },
  "cloud-alert": { title: "Defender for Cloud", vendor: "defender-cloud", takes: [], batch: 1 },
  "sign-ins": { title: "Sign-in logs", vendor: logs, takes: ["Account"], batch: 20 },
  "address-sign-ins": { title: "Sign-in logs", vendor: logs, takes: ["Ip"], batch: 20 },
  "risky-sign-ins": { title: "Risky sign-ins", vendor: logs, takes: ["Account"], batch: 20 },
  "mailbox-rules": { title: "Exchange audit log", vendor: logs, takes: ["Account"], batch: 20 },
  "file-activity": {
    title: "SharePoint and OneDrive log",
    vendor: logs,
    takes: ["Account"],
    batch: 20,
  },
  "windows-events": {
    title: "Windows security events",
    vendor: logs,
    takes: ["Account", "Host"],
    batch: 20,
  },
  "firewall-traffic": { title: "Firewall logs", vendor: logs, takes: ["Ip"], batch: 20 },
  "dns-queries": { title: "DNS logs", vendor: logs, takes: ["DnsResolution", "Ip"], batch: 20 },
  "device-events": { title: "Device events", vendor: logs, takes: ["Host", "FileHash"], batch: 20 },
  "azure-activity": {
    title: "Azure activity log",
    vendor: logs,
    takes: ["Account", "Ip", "AzureResource"],
    batch: 20,
  },
  behavior: {
    title: "User and entity behavior",
    vendor: logs,
    takes: ["Account", "Host"],
    batch: 20,
  },
  watchlists: {
    title: "Watchlists",
    vendor: logs,
    takes: ["Account", "Host", "Ip", "DnsResolution", "FileHash"],
    batch: 20,
  },
  "related-alerts": {
    title: "Other alerts",
    vendor: logs,
    takes: ["Account", "Host", "Ip", "FileHash", "AzureResource"],
    batch: 20,
  },
  splunk: { title: "Splunk", vendor: "splunk", takes: ["Account", "Host", "Ip"], batch: 1 },
  "google-scc": {
    title: "Security Command Center",
    vendor: "google-scc",
    takes: ["Account", "Ip", "CloudResource"],
    batch: 1,
  },
  elastic: {
    title: "Elastic",
    vendor: "elastic",
    takes: ["Account", "Host", "Ip", "DnsResolution", "Url", "FileHash"],
    batch: 1,
  },
  guardduty: { title: "GuardDuty", vendor: "aws", takes: ofAws, batch: 1 },
  "security-hub": { title: "AWS Security Hub", vendor: "aws", takes: ofAws, batch: 1 },
};
