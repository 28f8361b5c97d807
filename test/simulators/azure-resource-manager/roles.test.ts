import { azureResourceManager } from "../../../simulators/azure-resource-manager";
import { network, payroll } from "../../../simulators/azure-resource-manager/published";
import { useArm } from "./arm";

const group = `${network}/networkSecurityGroups/nsg-edge`;
const machine = `${payroll}/Microsoft.Compute/virtualMachines/vm-desk`;
const role = { actions: ["*/read"], notActions: [], dataActions: ["x/*"], notDataActions: [] };
const resourceGroup = network.slice(0, network.indexOf("/providers"));
const arm = useArm(azureResourceManager, "2022-04-01");
const listed = async (scope: string, query = "") => {
  const { status, body } = await arm.send(
    "GET",
    `${scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01${query}`,
  );
  return { status, value: body["value"] as object[], nextLink: body["nextLink"] };
};

describe("the permissions at a scope", () => {
  it("are the caller's roles there and above, without names", async () => {
    const before = (await listed(group)).value.length;
    arm.scene({ roles: { [group.toUpperCase()]: { Reader: role } } });

    expect((await listed(group)).value).toHaveLength(before + 1);
    expect((await listed(group)).value).toContainEqual(role);
    expect((await listed(resourceGroup)).value).toHaveLength(before);
  });

  it("come in pages", async () => {
    arm.scene({ rolesPerPage: 1, roles: { [group]: { Reader: role } } });

    const first = await listed(group);
    expect(first.value).toHaveLength(1);
    expect(first.nextLink).toContain("$skiptoken=1");
    const last = await listed(group, "&$skiptoken=2");
    expect([last.value.length, last.nextLink]).toEqual([1, undefined]);
  });

  it("are what an operation needs: a role that is taken away is missed", async () => {
    const path = `${machine}?api-version=2025-04-01`;
    expect((await arm.send("GET", path)).status).toBe(200);

    const at = payroll.slice(0, payroll.indexOf("/providers"));
    arm.scene({ roles: { [at]: { "Workload containment": null } } });

    const { status, body } = await arm.send("GET", path);
    expect([status, body.error?.code]).toEqual([403, "AuthorizationFailed"]);
    expect((await listed(machine)).status).toBe(403);
  });

  it("do not take roles that are none", () => {
    expect(() => arm.scene({ roles: { [group]: { Reader: { action: ["*"] } } } })).toThrow(
      /"roles" \(\{<scope>/,
    );
  });
});
