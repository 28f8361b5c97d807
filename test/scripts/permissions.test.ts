import { join } from "node:path";
import { localValues } from "../support/local-values";
import { runCommand } from "../support/run-command";

const program = join(__dirname, "..", "..", "dist", "scripts", "permissions.js");
const permissions = (...args: string[]) =>
  runCommand(program, args, localValues("http://127.0.0.1:9"));

describe("npm run permissions", () => {
  it("prints a line for each permission, beneath whose it is, with what it is for", async () => {
    const { code, output } = await permissions("--policy", "policies/full.json");

    expect(code).toBe(0);
    expect(output).toMatch(/^Microsoft Graph$/m);
    expect(output).toMatch(/^ {2}User\.EnableDisableAccount\.All +for disable-account$/m);
    expect(output).toMatch(/^ {2}Microsoft Sentinel Responder +on the resource group/m);
  });

  it("asks for nothing that changes something but incidents where a policy only observes", async () => {
    const { output } = await permissions("--policy", "policies/observe-only.json", "--json");

    expect(JSON.parse(output)).toMatchObject({
      azureCustomRoles: [
        { actions: ["Microsoft.SecurityInsights/enrichment/listGeodataByIp/action"] },
      ],
      awsPolicy: { Statement: [] },
      googleCloudRole: { includedPermissions: [] },
    });
    expect(output).not.toMatch(/Machine\.Isolate|EnableDisable|RevokeSessions/);
  });

  it("says in one sentence which policy it cannot read, and ends with 2", async () => {
    const { code, errors } = await permissions("--policy", "no-such.json");

    expect(code).toBe(2);
    expect(errors).toMatch(/^Cannot read the policy ".*no-such\.json": .+\n$/);
  });
});
