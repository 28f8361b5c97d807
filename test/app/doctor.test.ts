import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONTAINMENT_KINDS } from "../../domain/containment-kind";
import { FINDING_SOURCES } from "../../domain/finding-source";
import type { Policy } from "../../domain/policy";
import { type RunningSimulators, startSimulators } from "../../simulators/server";
import { planted } from "../connectors/stage";
import { fullPolicy } from "../support/full-policy";
import { localValues } from "../support/local-values";
import { runCommand } from "../support/run-command";

jest.setTimeout(60_000);

const program = join(__dirname, "..", "..", "dist", "scripts", "doctor.js");

interface Report {
  ok: boolean;
  services: { service: string; state: string; detail: string; kind?: string }[];
}

/** Everything that can be done is asked for. */
function withEveryKind(policy: Policy): Policy {
  const rules = { ...policy.contain.kinds["isolate-device"], act: "ask" as const };
  for (const kind of CONTAINMENT_KINDS) policy.contain.kinds[kind] = rules;
  policy.close.inDefender = true;
  for (const source of Object.values(policy.context)) source.isAsked = true;
  policy.close.findings = [...FINDING_SOURCES];
  policy.report = { splunk: true, elastic: true, "google-scc": true };
  return policy;
}

describe("npm run doctor", () => {
  let vendors: RunningSimulators;
  beforeEach(async () => (vendors = await startSimulators()));
  afterEach(() => vendors.close());

  const doctor = (args: string[], settings: Record<string, string> = {}) =>
    runCommand(program, args, localValues(vendors.url, { LEDGER: "memory:", ...settings }));

  const examined = async (settings: Record<string, string> = {}) => {
    const { code, output } = await doctor(["--json"], settings);
    const { ok, services } = JSON.parse(output) as Report;
    return { code, ok, of: (name: string) => services.find(({ service }) => service === name) };
  };

  it("says of each service that is used what works, and ends with 0", async () => {
    const { code, output } = await doctor([]);

    expect(output).toMatch(/^VirusTotal +works +key accepted$/m);
    expect(output).toMatch(/^Slack +off +the policy sends no message there$/m);
    expect(output).toContain("All that is used works.");
    expect(code).toBe(0);
  });

  it("asks everything that a policy can turn on", async () => {
    const policies = mkdtempSync(join(tmpdir(), "doctor-"));
    const { code, output } = await doctor([], {
      POLICY_FILE: fullPolicy(policies, "servicenow", withEveryKind),
    });
    rmSync(policies, { recursive: true });

    expect(output.split("\n").filter((line) => / off +/.test(line))).toEqual([
      expect.stringMatching(/^Jira +off/),
      expect.stringMatching(/^PagerDuty incidents +off/),
    ]);
    expect(output).toMatch(/^PagerDuty pages +works/m);
    expect(output).toMatch(/^Outlook +works/m);
    expect(output).toMatch(/^GuardDuty +works +detector 12abc\w+ of eu-west-1$/m);
    expect(output).toMatch(/^AWS Security Hub +works/m);
    expect(output).toMatch(/^Defender for Cloud +works/m);
    expect(code).toBe(0);
  });

  it("says which permissions lack, for what, and which are too many", async () => {
    const graph = ["User.Read.All", "RoleManagement.Read.Directory", "GroupMember.Read.All"];
    const risk = ["IdentityRiskyUser.Read.All", "IdentityRiskyUser.ReadWrite.All"];
    const rest = ["AuditLog.Read.All", "User.EnableDisableAccount.All"];
    const defender = "https://api.securitycenter.microsoft.com";
    vendors.scene("managed-identity", {
      roles: {
        "https://graph.microsoft.com": [...graph, ...risk, ...rest],
        [defender]: ["Machine.Read.All", "Machine.Isolate", "Machine.Offboard"],
      },
    });

    const { code, of } = await examined();

    expect(code).toBe(1);
    expect(of("Permissions of Microsoft Graph")).toEqual({
      service: "Permissions of Microsoft Graph",
      state: "broken",
      detail: expect.stringContaining("User.RevokeSessions.All (revoke-sessions)") as string,
      kind: "auth",
    });
    expect(of("Permissions of Defender for Endpoint")).toEqual({
      service: "Permissions of Defender for Endpoint",
      state: "works",
      detail: "all 2 that are needed; take away what nothing here needs: Machine.Offboard",
    });
  });

  it("says which actions of Azure lack at which scope, what gives them, and what it did not compare", async () => {
    const policies = mkdtempSync(join(tmpdir(), "doctor-"));
    const subscription = "/subscriptions/11111111-1111-1111-1111-111111111111";
    const before = await examined({
      POLICY_FILE: fullPolicy(policies, "servicenow", withEveryKind),
    });
    vendors.scene("azure-resource-manager", {
      roles: {
        [`${subscription}/resourceGroups/rg-soc`]: {
          "Microsoft Sentinel Responder": null,
          "Microsoft Sentinel Reader": {
            actions: ["Microsoft.SecurityInsights/*/read", "Microsoft.Authorization/*/read"],
          },
        },
      },
    });
    const { code, of } = await examined({
      POLICY_FILE: fullPolicy(policies, "servicenow", withEveryKind),
    });
    rmSync(policies, { recursive: true });

    expect(before.of("Permissions of Azure")).toEqual({
      service: "Permissions of Azure",
      state: "works",
      detail: expect.stringMatching(
        /^all \d+ actions that are needed on 6 scopes; not compared: Key Vault Secrets User in \d+ places, .*\d+ actions on the virtual machine.*\(no setting has its resource id\)$/,
      ) as string,
    });
    expect(code).toBe(1);
    const workspace = `${subscription}/resourceGroups/rg-soc/providers/Microsoft.OperationalInsights/workspaces/law-soc`;
    const writes = ["incidents", "incidents/comments", "incidents/tasks"].map(
      (name) => `Microsoft.SecurityInsights/${name}/write`,
    );
    const { state, kind, detail } = of("Permissions of Azure")!;
    expect({ state, kind }).toEqual({ state: "broken", kind: "auth" });
    expect(detail).toContain(
      `the app's identity lacks ${writes.join(", ")}, which the role Microsoft Sentinel Responder (${workspace}) gives, for incidents: read, own, comment, leave tasks, close: have an administrator assign it`,
    );
    expect(detail).toContain("; not compared: ");
  });

  it("says where Azure does not tell what is granted", async () => {
    vendors.scene("azure-resource-manager", {
      roles: {
        "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-soc": {
          "Microsoft Sentinel Responder": {
            actions: ["Microsoft.SecurityInsights/*"],
          },
        },
      },
    });

    const { of } = await examined();

    expect(of("Permissions of Azure")).toMatchObject({
      state: "broken",
      kind: "auth",
      detail: expect.stringContaining("Microsoft.Authorization/permissions/read on it") as string,
    });
  });

  it("changes nothing anywhere", async () => {
    await doctor([]);

    // Their look-ups are POSTs.
    const askedByPost = ["azure-monitor-logs", "urlhaus", "threatfox", "malwarebazaar"];
    const writes = vendors
      .calls()
      .filter(({ method, vendor }) => method !== "GET" && !askedByPost.includes(vendor));
    expect(writes).toEqual([]);
  });

  it("says how to mend a wrong key, ends with 1, and shows no secret", async () => {
    vendors.scene("key-vault", {
      secrets: { "virustotal-api-key": { value: "PLANTED-wrong-key" } },
    });

    const { code, output, errors } = await doctor([]);

    expect(code).toBe(1);
    expect(output).toMatch(
      /^VirusTotal +BROKEN +.*answered 401.*put a valid API key into the secret "virustotal-api-key"/m,
    );
    for (const secret of [...planted, "PLANTED"]) expect(output + errors).not.toContain(secret);
  });

  it.each([
    ["a secret that is not there", { VIRUSTOTAL_SECRET_NAME: "none" }, "VirusTotal", "auth"],
    ["a vault that is not set", { KEY_VAULT_URL: "" }, "ServiceNow", "auth"],
    [
      "an address where nothing listens",
      { VIRUSTOTAL_URL: "http://127.0.0.1:9" },
      "VirusTotal",
      "transient",
    ],
  ])("tells %s as JSON", async (_, settings, service, kind) => {
    const { code, ok, of } = await examined(settings);

    expect({ code, ok }).toEqual({ code: 1, ok: false });
    expect(of(service)).toMatchObject({ state: "broken", kind });
  });

  it("tells a used up quota", async () => {
    vendors.scene("virustotal", { quotaPerMinute: 0 });

    const { code, of } = await examined();

    expect(code).toBe(1);
    expect(of("VirusTotal")).toMatchObject({ state: "broken", kind: "rate-limited" });
  });

  it("ends with 2 when the settings cannot be used", async () => {
    const { code, errors } = await doctor([], { LEDGER: "nowhere" });

    expect(code).toBe(2);
    expect(errors).toContain("LEDGER must be");
  });
});
