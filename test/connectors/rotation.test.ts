import type { Connectors } from "../../connectors";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const secretName = "rotating";

const workflow = "/teams/powerautomate/automations/direct/workflows";
const invoke = "triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0";
const webhook = (id: string, signature: string): string =>
  `${stage.vendors.url}${workflow}/${id}/${invoke}&sig=${signature}`;
const published = "7ea35ec0de0000000000000000000001";

interface Rotation {
  what: string;
  vendor: string;
  setting: string;
  old: () => string;
  renewed: () => string;
  call: (connectors: Connectors) => Promise<unknown>;
  /** What the vendor answers to the next call: the refusal, and then what was asked for. */
  statuses: number[];
}

const address = { kind: "address", value: "45.83.64.10" } as const;
const lookUp: Rotation["call"] = ({ reputations: { virustotal } }) => virustotal.lookUp(address);
const findTicket: Rotation["call"] = ({ tickets: { servicenow } }) =>
  servicenow.findTicket("sentinel:any");
const postCard: Rotation["call"] = ({ teams }) =>
  teams.postCard({ type: "AdaptiveCard", version: "1.5", body: [] });

const xforcePair = (apiPassword: string): string =>
  JSON.stringify({ apiKey: "xforce-test-api-key", apiPassword });
const domain = { kind: "domain", value: "contoso-secure-login.net" } as const;
const umbrellaPair = (apiSecret: string): string =>
  JSON.stringify({ apiKey: "umbrella-test-api-key", apiSecret });
const findMessage: Rotation["call"] = ({ slack }) =>
  slack.findMessage({ ref: "any", since: "2026-11-24T03:00:00Z" });
const acknowledgePage: Rotation["call"] = ({ pagerduty }) => pagerduty.acknowledgePage("any");
const findPage: Rotation["call"] = ({ pagerduty }) => pagerduty.findPage("any");

const client = (clientSecret: string): string =>
  JSON.stringify({ clientId: "5eca11ab1e0000000000000000000001", clientSecret });

const elasticKey = (of: string): string =>
  Buffer.from(`elastic-${of}:elastic-test-${of}-key`).toString("base64");
const askElastic: Rotation["call"] = ({ context }) =>
  context.elastic!([{ kind: "Ip", address: "45.83.64.10" }], 14);

const checkFindings =
  (of: string): Rotation["call"] =>
  ({ providers }) =>
    providers[of]!.checkFindings!();

const rotations: Rotation[] = [
  {
    what: "Kibana's API key",
    vendor: "elastic",
    setting: "ELASTIC_KIBANA_SECRET_NAME",
    old: () => "an-older-api-key",
    renewed: () => elasticKey("kibana"),
    call: checkFindings("elastic"),
    statuses: [401, 200],
  },
  {
    what: "Splunk's token for findings",
    vendor: "splunk",
    setting: "SPLUNK_ES_SECRET_NAME",
    old: () => "an-older-token",
    renewed: () => "splunk-test-es-token",
    call: checkFindings("splunk"),
    statuses: [401, 200],
  },
  {
    what: "Elasticsearch's API key",
    vendor: "elastic",
    setting: "ELASTIC_SECRET_NAME",
    old: () => "an-older-api-key",
    renewed: () => elasticKey("read"),
    call: askElastic,
    statuses: [401, 200],
  },
  {
    what: "Elasticsearch's API key for outcomes",
    vendor: "elastic",
    setting: "ELASTIC_OUTCOME_SECRET_NAME",
    old: () => "an-older-api-key",
    renewed: () => elasticKey("write"),
    call: ({ providers }) => providers["elastic"]!.checkOutcomes!(),
    statuses: [401, 200],
  },
  {
    what: "VirusTotal's key",
    vendor: "virustotal",
    setting: "VIRUSTOTAL_SECRET_NAME",
    old: () => "an-older-key",
    renewed: () => "virustotal-test-key",
    call: lookUp,
    statuses: [401, 200],
  },
  ...(["urlhaus", "threatfox", "malwarebazaar"] as const).map((vendor): Rotation => ({
    what: `abuse.ch's Auth-Key at ${vendor}`,
    vendor,
    setting: "ABUSE_CH_SECRET_NAME",
    old: () => "an-older-auth-key",
    renewed: () => "abuse-ch-test-auth-key",
    call: ({ reputations }) => reputations[vendor].check(),
    statuses: [403, 200],
  })),
  {
    what: "X-Force's pair of key and password",
    vendor: "xforce",
    setting: "XFORCE_SECRET_NAME",
    old: () => xforcePair("an-older-password"),
    renewed: () => xforcePair("xforce-test-password"),
    call: ({ reputations: { xforce } }) => xforce.lookUp(address),
    statuses: [401, 200],
  },
  {
    what: "OTX's key",
    vendor: "otx",
    setting: "OTX_SECRET_NAME",
    old: () => "an-older-key",
    renewed: () => "otx-test-key",
    call: ({ reputations: { otx } }) => otx.lookUp(address),
    statuses: [403, 200],
  },
  {
    what: "AbuseIPDB's key",
    vendor: "abuseipdb",
    setting: "ABUSEIPDB_SECRET_NAME",
    old: () => "an-older-key",
    renewed: () => "abuseipdb-test-key",
    call: ({ reputations: { abuseipdb } }) => abuseipdb.lookUp(address),
    statuses: [401, 200],
  },
  {
    what: "GreyNoise's key",
    vendor: "greynoise",
    setting: "GREYNOISE_SECRET_NAME",
    old: () => "an-older-key",
    renewed: () => "greynoise-test-key",
    call: ({ reputations: { greynoise } }) => greynoise.lookUp(address),
    statuses: [401, 200],
  },
  {
    what: "PagerDuty's API key",
    vendor: "pagerduty",
    setting: "PAGERDUTY_SECRET_NAME",
    old: () => "an-older-key",
    renewed: () => "pagerduty-test-api-key",
    call: findPage,
    statuses: [401, 200],
  },
  {
    what: "the routing key of PagerDuty's integration",
    vendor: "pagerduty",
    setting: "PAGERDUTY_ROUTING_KEY_NAME",
    old: () => "an0older0routing0key0of032000001",
    renewed: () => "pagerdutytestroutingkey000000001",
    call: acknowledgePage,
    statuses: [400, 202],
  },
  {
    what: "Umbrella's API key",
    vendor: "umbrella",
    setting: "UMBRELLA_SECRET_NAME",
    old: () => umbrellaPair("an-older-secret"),
    renewed: () => umbrellaPair("umbrella-test-api-secret"),
    call: ({ reputations: { umbrella } }) => umbrella.lookUp(domain),
    statuses: [401, 200, 200], // the token's request twice, then the question
  },
  {
    what: "ServiceNow's password",
    vendor: "servicenow",
    setting: "SERVICENOW_SECRET_NAME",
    old: () => JSON.stringify({ username: "soar", password: "an-older-password" }),
    renewed: () => JSON.stringify({ username: "soar", password: "servicenow-test-password" }),
    call: findTicket,
    statuses: [401, 200],
  },
  {
    what: "the secret of ServiceNow's OAuth client",
    vendor: "servicenow",
    setting: "SERVICENOW_SECRET_NAME",
    old: () => client("an-older-client-secret"),
    renewed: () => client("servicenow-test-client-secret"),
    call: findTicket,
    statuses: [401, 200, 200], // the token's request twice, then the question
  },
  {
    what: "Slack's bot token",
    vendor: "slack",
    setting: "SLACK_SECRET_NAME",
    old: () => "xoxb-an-older-token",
    renewed: () => "xoxb-slack-test-token",
    call: findMessage,
    statuses: [200, 200], // the refusal has status 200, too
  },
  {
    what: "Jira's API token",
    vendor: "jira",
    setting: "JIRA_SECRET_NAME",
    old: () => JSON.stringify({ email: "soar@contoso.example", apiToken: "an-older-api-token" }),
    renewed: () =>
      JSON.stringify({ email: "soar@contoso.example", apiToken: "jira-test-api-token" }),
    call: ({ tickets: { jira } }) => jira.updateTicket("SEC-1", { title: "Renamed" }),
    statuses: [401, 204],
  },
  {
    what: "PAN-OS' API key",
    vendor: "pan-os",
    setting: "PAN_OS_SECRET_NAME",
    old: () => "an-older-key",
    renewed: () => "pan-os-test-api-key",
    call: ({ providers }) => providers["pan-os"]!.check(),
    statuses: [403, 200],
  },
  {
    what: "the FortiGate's API token",
    vendor: "fortigate",
    setting: "FORTIGATE_SECRET_NAME",
    old: () => "an-older-key",
    renewed: () => "fortigate-test-api-token",
    call: ({ providers }) => providers["fortigate"]!.check(),
    statuses: [401, 200, 200], // the bans twice, then the group
  },
  {
    what: "Check Point's API key",
    vendor: "check-point",
    setting: "CHECK_POINT_SECRET_NAME",
    old: () => "an-older-key",
    renewed: () => "check-point-test-api-key",
    call: ({ providers }) => providers["check-point"]!.check(),
    statuses: [403, 200, 200, 200], // the login twice, then the group, and the logout
  },
  {
    what: "Cloudflare's API token",
    vendor: "cloudflare",
    setting: "CLOUDFLARE_SECRET_NAME",
    old: () => "an-older-key",
    renewed: () => "cloudflare-test-api-token",
    call: ({ providers }) => providers["cloudflare"]!.check(),
    statuses: [401, 200],
  },
  {
    what: "the signature of Teams' address",
    vendor: "teams",
    setting: "TEAMS_SECRET_NAME",
    old: () => webhook(published, "an-older-signature"),
    renewed: () => webhook(published, "teams-test-signature"),
    call: postCard,
    statuses: [401, 202],
  },
  {
    what: "the workflow behind Teams' address",
    vendor: "teams",
    setting: "TEAMS_SECRET_NAME",
    old: () => webhook("0".repeat(32), "a-signature"),
    renewed: () => webhook(published, "teams-test-signature"),
    call: postCard,
    statuses: [404, 202],
  },
];

describe("a secret that is rotated while the app runs", () => {
  beforeAll(() => stage.vendors.scene("jira", { issues: [{ key: "SEC-1" }] }));

  const hold = (value: string) =>
    stage.vendors.scene("key-vault", { secrets: { [secretName]: { value } } });

  it.each(
    rotations.filter(({ what }) => ["ServiceNow's password", "Jira's API token"].includes(what)),
  )(
    "is noticed at the next call when the old one lacked a part: $what",
    async ({ setting, renewed, call }) => {
      const connectors = connectorsFor(stage.vendors.url, { [setting]: secretName });
      hold("a-password-without-its-user");
      await failureOf(call(connectors));

      hold(renewed());

      await expect(call(connectors).then(() => "done")).resolves.toBe("done");
    },
  );

  it.each(rotations)(
    "is noticed at the next call, after one refusal: $what",
    async ({ vendor, setting, old, renewed, call, statuses }) => {
      const connectors = connectorsFor(stage.vendors.url, { [setting]: secretName });
      hold(old());
      await failureOf(call(connectors)); // the old one is kept from here on
      stage.vendors.clearCalls();

      hold(renewed());
      await call(connectors);

      expect(stage.vendors.calls(vendor).map(({ status }) => status)).toEqual(statuses);
      expect(stage.vendors.calls("key-vault").filter(({ status }) => status === 200)).toHaveLength(
        1,
      );
    },
  );
});
