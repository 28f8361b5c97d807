import type { AppSettings } from "./settings";

/** By what each vendor is asked: with another key, instance or workspace its budget is another one. */
export const budgetScopes = (settings: AppSettings): Record<string, string> => ({
  "azure-monitor-logs": settings.logs.workspaceId ?? "",
  "defender-endpoint": settings.defenderEndpoint.url,
  virustotal: settings.virustotal.secretName,
  xforce: settings.xforce.secretName,
  otx: settings.otx.secretName,
  abuseipdb: settings.abuseipdb.secretName,
  greynoise: settings.greynoise.secretName,
  urlhaus: settings.urlhaus.secretName,
  threatfox: settings.threatfox.secretName,
  malwarebazaar: settings.malwarebazaar.secretName,
  umbrella: settings.umbrella.secretName,
  servicenow: settings.servicenow.secretName,
  jira: settings.jira.secretName,
  pagerduty: settings.pagerduty.routingKeyName,
  teams: settings.teams.secretName,
  slack: settings.slack.secretName,
  outlook: settings.outlook.from ?? "",
});
