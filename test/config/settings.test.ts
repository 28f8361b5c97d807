import { readFileSync } from "node:fs";
import { readSettings } from "../../config/settings";

const least = { LEDGER: "memory:" };

const problemOf = (variables: NodeJS.ProcessEnv): string => {
  try {
    readSettings(variables);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

describe("readSettings()", () => {
  it("has a default for what has a sensible one", () => {
    expect(readSettings(least)).toMatchObject({
      identity: { isAvailable: false, clientId: undefined },
      keyVault: { url: undefined },
      sentinel: { url: "https://management.azure.com" },
      logs: { url: "https://api.loganalytics.io", workspaceId: undefined },
      virustotal: { url: "https://www.virustotal.com", secretName: "virustotal-api-key" },
      servicenow: {
        url: undefined,
        secretName: "servicenow-credentials",
        closeCode: "Solution provided",
      },
      teams: { secretName: "teams-webhook-url" },
      ledger: "memory:",
      policyFile: "policy.json",
      allowedCallers: [],
      intakeMaxBytes: 4 * 1024 * 1024,
    });
  });

  it("closes a security incident with a code of its own table", () => {
    expect(readSettings({ ...least, SERVICENOW_TABLE: "sn_si_incident" })).toMatchObject({
      servicenow: { table: "sn_si_incident", closeCode: "Threat mitigated" },
    });
  });

  it("takes the settings of the local run", () => {
    const { Values } = JSON.parse(readFileSync("local.settings.json", "utf8")) as {
      Values: NodeJS.ProcessEnv;
    };

    expect(readSettings(Values)).toMatchObject({
      identity: { isAvailable: true },
      keyVault: { url: "http://127.0.0.1:7900/key-vault" },
      servicenow: { url: "http://127.0.0.1:7900/servicenow" },
      ledger: "sqlite:.local/ledger.db",
    });
  });

  it("takes each setting that is there", () => {
    const settings = readSettings({
      ...least,
      MANAGED_IDENTITY_CLIENT_ID: "AAAAAAAA-0000-4000-8000-000000000001",
      KEY_VAULT_URL: "https://soc.vault.azure.net/",
      LOG_ANALYTICS_WORKSPACE_ID: "22222222-2222-2222-2222-222222222222",
      SERVICENOW_URL: "https://dev1.service-now.com",
      SERVICENOW_CLOSE_CODE: "Workaround provided",
      VIRUSTOTAL_SECRET_NAME: "vt",
      POLICY_FILE: "policies/night.json",
      INTAKE_ALLOWED_CALLERS:
        " AAAAAAAA-0000-4000-8000-000000000001, bbbbbbbb-0000-4000-8000-000000000002 ,",
      INTAKE_MAX_BYTES: "65536",
    });

    expect(settings).toMatchObject({
      identity: { clientId: "aaaaaaaa-0000-4000-8000-000000000001" },
      keyVault: { url: "https://soc.vault.azure.net" },
      servicenow: { closeCode: "Workaround provided" },
      virustotal: { secretName: "vt" },
      policyFile: "policies/night.json",
      allowedCallers: [
        "aaaaaaaa-0000-4000-8000-000000000001",
        "bbbbbbbb-0000-4000-8000-000000000002",
      ],
      intakeMaxBytes: 65_536,
    });
  });

  it("takes an empty setting for one that is not there", () => {
    const empty = { ...least, KEY_VAULT_URL: "", VIRUSTOTAL_URL: "", INTAKE_MAX_BYTES: "" };

    expect(readSettings(empty)).toEqual(readSettings(least));
  });

  it.each([
    "sqlite:.local/ledger.db",
    "tables:https://soc.table.core.windows.net",
    "tables:http://127.0.0.1:10002/devstoreaccount1",
    "tables:UseDevelopmentStorage=true",
    "memory:",
  ])("takes the ledger %s", (ledger) => {
    expect(readSettings({ LEDGER: ledger }).ledger).toBe(ledger);
  });

  it.each([
    ["LEDGER", ""],
    ["LEDGER", "sqlite:"],
    ["LEDGER", "postgres:x"],
    ["LEDGER", "tables:http://soc.table.core.windows.net"],
    ["KEY_VAULT_URL", "http://soc.vault.azure.net"],
    ["RESOURCE_MANAGER_URL", "management.azure.com"],
    ["LOGS_URL", "http://10.0.0.1"],
    ["VIRUSTOTAL_URL", "ftp://www.virustotal.com"],
    ["SERVICENOW_URL", "https://soar:secret@dev1.service-now.com"],
    ["LOG_ANALYTICS_WORKSPACE_ID", "law-soc"],
    ["MANAGED_IDENTITY_CLIENT_ID", "my-identity"],
    ["VIRUSTOTAL_SECRET_NAME", "../keys"],
    ["INTAKE_ALLOWED_CALLERS", "everyone"],
    ["INTAKE_MAX_BYTES", "4 MiB"],
    ["INTAKE_MAX_BYTES", "1"],
  ])("refuses %s=%s by name, and does not repeat the value", (name, value) => {
    const problem = problemOf({ ...least, [name]: value });

    expect(problem).toMatch(new RegExp(`^Cannot start with these settings:\n  ${name} \\S`));
    expect(problem).not.toContain("soar:secret");
  });

  it("tells every problem at once", () => {
    const problem = problemOf({
      KEY_VAULT_URL: "vault",
      SERVICENOW_URL: "now",
      INTAKE_MAX_BYTES: "x",
    });

    for (const name of ["KEY_VAULT_URL", "SERVICENOW_URL", "INTAKE_MAX_BYTES", "LEDGER"]) {
      expect(problem).toContain(`\n  ${name} `);
    }
  });

  it("fails loudly for a Key Vault reference that the platform could not resolve", () => {
    const reference = "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/name/)";

    const problem = problemOf({ ...least, ANY_SETTING: reference, SERVICENOW_URL: reference });

    expect(problem).toContain("ANY_SETTING is an unresolved Key Vault reference");
    expect(problem).toContain("SERVICENOW_URL is an unresolved Key Vault reference");
  });

  it("knows no identity where only half of it is there", () => {
    const half = { ...least, IDENTITY_ENDPOINT: "http://127.0.0.1:41741/msi/token" };

    expect(readSettings(half).identity.isAvailable).toBe(false);
    expect(readSettings({ ...half, IDENTITY_HEADER: "x" }).identity.isAvailable).toBe(true);
  });
});
