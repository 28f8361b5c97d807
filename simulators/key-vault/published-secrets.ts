import { githubCredentials, githubServerToken } from "../github-app";
import { oktaCredentials } from "../okta-app";

/** The test secrets that every simulated vault holds, until a version of its own is set. */
export interface PublishedSecret {
  value: string;
  contentType?: string;
}

/** Which kind of credentials `servicenow-credentials` holds. */
export const CREDENTIAL_KINDS = ["basic", "oauth"] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

const servicenow: Record<CredentialKind, object> = {
  basic: { username: "soar", password: "servicenow-test-password" },
  oauth: {
    clientId: "5eca11ab1e0000000000000000000001",
    clientSecret: "servicenow-test-client-secret",
  },
};

/** As Elasticsearch gives an API key: its id and the key in Base64. */
const elasticKey = (of: string): string =>
  Buffer.from(`elastic-${of}:elastic-test-${of}-key`).toString("base64");

const webhookPath =
  "/teams/powerautomate/automations/direct/workflows/7ea35ec0de0000000000000000000001" +
  "/triggers/manual/paths/invoke" +
  "?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=teams-test-signature";

/** The published secrets, for a server at an origin such as "http://127.0.0.1:7900". */
export const publishedSecrets = (
  origin: string,
  kind: CredentialKind,
): Record<string, PublishedSecret> => ({
  "virustotal-api-key": { value: "virustotal-test-key" },
  "xforce-credentials": {
    value: JSON.stringify({
      apiKey: "xforce-test-api-key",
      apiPassword: "xforce-test-password",
    }),
    contentType: "application/json",
  },
  "otx-api-key": { value: "otx-test-key" },
  "abuseipdb-api-key": { value: "abuseipdb-test-key" },
  "greynoise-api-key": { value: "greynoise-test-key" },
  "abuse-ch-auth-key": { value: "abuse-ch-test-auth-key" },
  "umbrella-credentials": {
    value: JSON.stringify({
      apiKey: "umbrella-test-api-key",
      apiSecret: "umbrella-test-api-secret",
    }),
    contentType: "application/json",
  },
  "jira-credentials": {
    value: JSON.stringify({ email: "soar@contoso.example", apiToken: "jira-test-api-token" }),
    contentType: "application/json",
  },
  "active-directory-credentials": {
    value: JSON.stringify({
      bindDn: "CN=svc-response,OU=Services,DC=corp,DC=contoso,DC=example",
      password: "active-directory-test-password",
    }),
    contentType: "application/json",
  },
  "pagerduty-routing-key": { value: "pagerdutytestroutingkey000000001" },
  "pagerduty-api-key": { value: "pagerduty-test-api-key" },
  "jira-webhook-secret": { value: "jira-test-webhook-secret" },
  "pagerduty-webhook-secret": { value: "pagerduty-test-webhook-secret" },
  "slack-bot-token": { value: "xoxb-slack-test-token" },
  "slack-signing-secret": { value: "slack-test-signing-secret" },
  "approval-signing-key": { value: "approval-test-signing-key" },
  "okta-credentials": {
    // Its key takes a moment to make.
    get value() {
      return oktaCredentials();
    },
    contentType: "application/json",
  },
  "crowdstrike-credentials": {
    value: JSON.stringify({
      clientId: "crowdstrike-test-client",
      clientSecret: "crowdstrike-test-client-secret",
    }),
    contentType: "application/json",
  },
  "sentinelone-api-token": { value: "sentinelone-test-api-token" },
  "github-server-token": { value: githubServerToken },
  "github-credentials": {
    get value() {
      return githubCredentials();
    },
    contentType: "application/json",
  },
  "servicenow-credentials": {
    value: JSON.stringify(servicenow[kind]),
    contentType: "application/json",
  },
  "check-point-api-key": { value: "check-point-test-api-key" },
  "cloudflare-api-token": { value: "cloudflare-test-api-token" },
  "fortigate-api-token": { value: "fortigate-test-api-token" },
  "elastic-api-key": { value: elasticKey("read") },
  "elastic-outcome-api-key": { value: elasticKey("write") },
  "elastic-kibana-api-key": { value: elasticKey("kibana") },
  "splunk-es-token": { value: "splunk-test-es-token" },
  "splunk-hec-token": { value: "splunk-test-hec-token" },
  "splunk-token": { value: "splunk-test-token" },
  "pan-os-api-key": { value: "pan-os-test-api-key" },
  "teams-webhook-url": { value: `${origin}${webhookPath}` },
});
