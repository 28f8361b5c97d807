import { checkPolicy, readPolicy } from "../../config/policy";
import { permissionsOf } from "../../config/permissions";
import { readSettings } from "../../config/settings";
import { CONTAINMENT_KINDS, containmentKinds } from "../../domain/containment-kind";
import type { Policy } from "../../domain/policy";
import { deploymentOf } from "../../scripts/permissions/deployment";

const settings = readSettings({ LEDGER: "memory:" });
const shipped = readPolicy("policy.json");

/** Nothing is asked but Sentinel, nothing contained, nobody told. */
function quiet(): Policy {
  const policy = structuredClone(shipped);
  for (const source of Object.values(policy.sources)) source.isAsked = false;
  for (const source of Object.values(policy.context)) source.isAsked = false;
  for (const kind of Object.values(policy.contain.kinds)) kind.act = "never";
  policy.notify = { ...policy.notify, channels: [], pageFromSeverity: null };
  policy.follow.isEnabled = false;
  return policy;
}

const named = (policy: Policy, more: Record<string, string> = {}): string[] =>
  permissionsOf(policy, readSettings({ LEDGER: "memory:", ...more })).map(
    ({ of, name, on }) => `${of}: ${name}${on === undefined ? "" : ` on ${on}`}`,
  );

describe("permissionsOf()", () => {
  it("needs the incidents and the ticket system where a policy enables nothing more", () => {
    expect(named(quiet())).toEqual([
      "Azure role: Key Vault Secrets User on the secret servicenow-credentials",
      "Azure role: Microsoft Sentinel Responder on the resource group of the workspace",
      "ServiceNow: read and write on the table incident",
    ]);
  });

  it("needs to make incidents only where findings of sweeps become incidents in Sentinel", () => {
    const policy = quiet();
    policy.sweeps = { sentinel: "create", newerThanHours: 24, blocksPerSweep: 5 };

    expect(named(policy)).toContain(
      "Azure role: Microsoft Sentinel Contributor on the resource group of the workspace",
    );
    policy.sweeps = { ...policy.sweeps, sentinel: "skip" };
    expect(named(policy)).toEqual(named(quiet()));
  });

  it.each(CONTAINMENT_KINDS)("needs for %s what it names, and the approval's key", (kind) => {
    const policy = quiet();
    const before = named(policy);
    policy.contain.kinds[kind].act = "ask";

    const more = named(policy).filter((one) => !before.includes(one));

    expect(more.toSorted()).toEqual(
      [
        ...new Set([
          "Azure role: Key Vault Secrets User on the secret approval-signing-key",
          ...Object.entries(settings.providers[containmentKinds[kind].vendor ?? ""] ?? {})
            .filter(([name]) => name.endsWith("_SECRET_NAME"))
            .map(([, name]) => `Azure role: Key Vault Secrets User on the secret ${String(name)}`),
          ...containmentKinds[kind].permissions.map(
            ({ of, name, on }) => `${of}: ${name}${on === undefined ? "" : ` on ${on}`}`,
          ),
        ]),
      ].toSorted(),
    );
  });

  it.each([
    ["guardduty", ["guardduty:GetFindings", "guardduty:ListDetectors", "guardduty:ListFindings"]],
    ["security-hub", ["securityhub:GetFindings"]],
  ] as const)("needs for %s what that source of AWS reads, and no more", (source, actions) => {
    const policy = quiet();
    policy.context[source].isAsked = true;

    const { awsPolicy } = deploymentOf(permissionsOf(policy, settings));

    expect(awsPolicy.Statement.flatMap(({ Action }) => Action).toSorted()).toEqual(actions);
  });

  it("needs for a note in a finding what closing it needs", () => {
    const policy = { ...quiet(), report: { splunk: false, findings: ["security-hub" as const] } };

    const { awsPolicy } = deploymentOf(permissionsOf(policy, settings));

    expect(awsPolicy.Statement.flatMap(({ Action }) => Action)).toEqual([
      "securityhub:BatchUpdateFindings",
      "securityhub:GetFindings",
    ]);
  });

  it("needs for what is closed elsewhere what each source names", () => {
    const policy = quiet();
    const before = named(policy);
    policy.close.inDefender = true;
    policy.close.findings = ["defender-cloud", "google-scc", "guardduty", "security-hub"];

    expect(named(policy).filter((one) => !before.includes(one))).toEqual([
      ...["ArchiveFindings", "GetFindings"].map(
        (name) => `AWS: guardduty:${name} on arn:aws:guardduty:*:*:detector/*`,
      ),
      "AWS: guardduty:ListDetectors",
      "AWS: guardduty:UpdateFindingsFeedback on arn:aws:guardduty:*:*:detector/*",
      ...["BatchUpdateFindings", "GetFindings"].map(
        (name) => `AWS: securityhub:${name} on arn:aws:securityhub:*:*:hub/default`,
      ),
      ...["alerts/read", "locations/alerts/dismiss/action", "locations/alerts/read"].map(
        (name) => `Azure: Microsoft.Security/${name} on each subscription whose alerts come`,
      ),
      "Azure: Microsoft.Security/locations/alerts/resolve/action on each subscription whose alerts come",
      ...["list", "setMute", "setState"].map(
        (verb) => `Google Cloud: securitycenter.findings.${verb} on each of GOOGLE_SCC_PARENTS`,
      ),
      "Microsoft Graph: SecurityIncident.ReadWrite.All",
    ]);
  });

  it("needs of the secrets of a service only the one that closes there", () => {
    const policy = quiet();
    const before = named(policy);
    policy.close.findings = ["elastic-security", "splunk-es"];

    expect(named(policy).filter((one) => !before.includes(one))).toEqual([
      "Azure role: Key Vault Secrets User on the secret elastic-kibana-api-key",
      "Azure role: Key Vault Secrets User on the secret splunk-es-token",
      "Elastic: the Kibana privilege Security on the space of ELASTIC_KIBANA_URL",
      "Elastic: the index privileges read, write, maintenance on the space's .alerts-security.alerts-<space>",
      "Splunk: edit_notable_events on a role of the token's user",
      "Splunk: search on a role of the token's user, for the index notable",
      "Splunk: the role ess_analyst on the token's user",
    ]);
  });

  it("names for each permission all steps that need it", () => {
    const policy = quiet();
    policy.contain.kinds["disable-account"].act = "ask";
    policy.context.account.isAsked = true;

    const need = permissionsOf(policy, settings).find(({ name }) => name === "User.Read.All");

    expect(need?.for).toEqual(["context: account", "disable-account"]);
  });

  it("needs of a service that is asked for context what it names, by its settings", () => {
    const policy = quiet();
    const before = named(policy);
    policy.context.splunk.isAsked = true;

    const more = named(policy, { SPLUNK_SECRET_NAME: "token", SPLUNK_INDEXES: "main,windows" });

    expect(more.filter((one) => !before.includes(one))).toEqual([
      "Azure role: Key Vault Secrets User on the secret token",
      "Splunk: search on a role of the token's user, for main, windows",
    ]);
  });

  it("needs a token of the collector where outcomes are written to Splunk", () => {
    const policy = { ...quiet(), report: { splunk: true } };

    expect(named(policy, { SPLUNK_HEC_INDEX: "soar" })).toEqual(
      expect.arrayContaining([
        "Azure role: Key Vault Secrets User on the secret splunk-hec-token",
        "Splunk: a token of the HTTP Event Collector on the index soar",
      ]),
    );
  });

  it("needs of Security Command Center to list, and to mark what the outcome is written to", () => {
    const policy = { ...quiet(), report: { "google-scc": true } };
    const before = named(quiet());

    expect(named(policy).filter((one) => !before.includes(one))).toEqual([
      "Google Cloud: securitycenter.findings.list on each of GOOGLE_SCC_PARENTS",
      "Google Cloud: securitycenter.findingsecuritymarks.update on each of GOOGLE_SCC_PARENTS",
    ]);
  });

  it("needs of Elastic to read what it is asked about, and to create what is written", () => {
    const policy = { ...quiet(), report: { elastic: true } };
    policy.context.elastic.isAsked = true;

    expect(named(policy, { ELASTIC_INDEXES: "logs-*", ELASTIC_OUTCOME_INDEX: "soar" })).toEqual(
      expect.arrayContaining([
        "Azure role: Key Vault Secrets User on the secret elastic-api-key",
        "Azure role: Key Vault Secrets User on the secret elastic-outcome-api-key",
        "Elastic: the index privilege create_doc on soar",
        "Elastic: the index privilege read on logs-*",
      ]),
    );
  });

  it("needs each secret under the name that the settings give it, and the ledger's tables", () => {
    const policy = quiet();
    policy.sources.virustotal.isAsked = true;

    expect(
      named(policy, {
        VIRUSTOTAL_SECRET_NAME: "vt",
        LEDGER: "tables:https://ledger.table.core.windows.net",
      }),
    ).toEqual(
      expect.arrayContaining([
        "Azure role: Key Vault Secrets User on the secret vt",
        "Azure role: Storage Table Data Contributor on the storage account of the ledger",
      ]),
    );
  });

  it("knows what every ready policy needs", () => {
    for (const name of ["observe-only", "careful", "full"]) {
      expect(() => permissionsOf(readPolicy(`policies/${name}.json`), settings)).not.toThrow();
    }
    expect(checkPolicy(JSON.parse(JSON.stringify(shipped))).ok).toBe(true);
  });
});

describe("deploymentOf()", () => {
  it("holds every permission once, where a deployment looks for it", () => {
    const policy = structuredClone(shipped);
    for (const kind of Object.values(policy.contain.kinds)) kind.act = "alone";
    const needed = permissionsOf(policy, settings);

    const deployment = deploymentOf(needed);

    const placed = [
      ...deployment.azureRoles.map(({ role, on }) => `Azure role ${role} ${on}`),
      ...deployment.azureCustomRoles.flatMap(({ on, actions }) =>
        actions.map((action) => `Azure ${action} ${on}`),
      ),
      ...deployment.appRoles.flatMap(({ of, roles }) => roles.map((name) => `${of} ${name} `)),
      ...deployment.awsPolicy.Statement.flatMap(({ Action, Resource }) =>
        Action.map((name) => `AWS ${name} ${Resource}`),
      ),
      ...deployment.googleCloudRole.includedPermissions.map((name) => `Google Cloud ${name}`),
      ...deployment.others.map(({ of, name, on = "" }) => `${of} ${name} ${on}`),
    ];
    const expected = needed.map(({ of, name, on = of === "AWS" ? "*" : "" }) =>
      of === "Google Cloud" ? `${of} ${name}` : `${of} ${name} ${on}`,
    );
    expect(placed.toSorted()).toEqual([...new Set(expected)].toSorted());
  });
});
