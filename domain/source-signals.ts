import type { ContextSourceName } from "./context-source";
import type { SignalName } from "./signal";

/** What each source of context can say against an entity: what is open when it gave no answer. */
export const signalsOfSource: Readonly<Record<ContextSourceName, readonly SignalName[]>> = {
  account: ["risky-account", "privileged-account", "no-mfa"],
  device: ["threat-on-device", "exposed-device"],
  location: ["new-country"],
  "cloud-alert": ["related-alerts"],
  "sign-ins": ["sign-in-failures", "new-country"],
  "address-sign-ins": ["sign-in-failures"],
  "risky-sign-ins": ["risky-sign-in"],
  "mailbox-rules": ["mailbox-rule"],
  "file-activity": ["mass-download"],
  "windows-events": ["audit-log-cleared", "account-change", "sign-in-failures"],
  "firewall-traffic": ["exfiltration", "blocked-traffic"],
  "dns-queries": [],
  "device-events": ["threat-on-device"],
  "azure-activity": ["azure-change"],
  behavior: ["anomalous-behavior", "new-country"],
  watchlists: ["watchlist-hit"],
  "related-alerts": ["related-alerts"],
  splunk: [],
  "google-scc": [],
  elastic: [],
  guardduty: [],
  "security-hub": [],
};
