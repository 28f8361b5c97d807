import { azureResourceManager } from "../../../simulators/azure-resource-manager";
import { network, payroll } from "../../../simulators/azure-resource-manager/published";
import { type Sent, useArm } from "./arm";

const machine = `${payroll}/Microsoft.Compute/virtualMachines/vm-desk`;
const snapshot = `${payroll}/Microsoft.Compute/snapshots/one?api-version=2025-01-02`;
const one = `${payroll}/Microsoft.Network/networkInterfaces/nic-desk?api-version=2025-05-01`;
const isolation = `${network}/networkSecurityGroups/nsg-soar-isolation`;
const arm = useArm(azureResourceManager, "2026-03-01");
const codeOf = ({ status, body }: Sent) => [status, body.error?.code];
const power = async (): Promise<string> => {
  const { body } = await arm.send("GET", `${machine}?api-version=2026-03-01&$expand=instanceView`);
  return JSON.stringify(body.properties).match(/PowerState\/\w+/)![0];
};

describe("a virtual machine", () => {
  it("is deallocated and started, each in its time, and shows its power only when asked", async () => {
    const stopping = await arm.send("POST", `${machine}/deallocate`);
    expect([stopping.status, await power()]).toEqual([202, "PowerState/deallocating"]);
    expect(codeOf(await arm.send("POST", `${machine}/start`))).toEqual([
      409,
      "AnotherOperationInProgress",
    ]);
    arm.wait(10);
    expect(await power()).toBe("PowerState/deallocated");
    await arm.send("POST", `${machine}/start`);
    expect(await power()).toBe("PowerState/starting");
    arm.wait(10);
    expect(await power()).toBe("PowerState/running");
    expect((await arm.send("GET", machine)).body.properties).not.toHaveProperty("instanceView");
  });

  it("keeps its power when the operation fails, and is not made here", async () => {
    arm.scene({ updatesFail: true, updateSeconds: 0 });
    await arm.send("POST", `${machine}/deallocate`);
    expect(await power()).toBe("PowerState/running");
    expect((await arm.send("POST", `${machine}x/start`)).status).toBe(404);
  });
});

describe("a network interface", () => {
  it("is replaced as a whole, but for what Azure keeps", async () => {
    const { body } = await arm.send("GET", one);
    const { macAddress: _, ...properties } = body.properties!;
    const networkSecurityGroup = { id: isolation.toUpperCase() };
    const { status } = await arm.send("PUT", one, {
      location: "westeurope",
      properties: { ...properties, networkSecurityGroup },
    });
    expect(status).toBe(200);

    const after = (await arm.send("GET", one)).body;
    expect(after.tags).toBeUndefined();
    expect(after.properties).toMatchObject({
      macAddress: body.properties!["macAddress"],
      networkSecurityGroup: { id: isolation },
    });
  });

  it.each([
    [{ ipConfigurations: [] }, "NetworkInterfaceMustHaveIpConfigurations"],
    [{ networkSecurityGroup: { id: `${isolation}x` } }, "InvalidResourceReference"],
  ])("is refused with %j: %s", async (more, code) => {
    const { body } = await arm.send("GET", one);
    const refused = await arm.send("PUT", one, {
      location: "westeurope",
      properties: { ...body.properties, ...more },
    });
    expect(codeOf(refused)).toEqual([400, code]);
  });

  it("has its group in its own region", async () => {
    const { body } = await arm.send("GET", one);
    const refused = await arm.send("PUT", one, {
      location: "northeurope",
      properties: { ...body.properties, networkSecurityGroup: { id: isolation } },
    });
    expect(codeOf(refused)).toEqual([400, "InvalidResourceReference"]);
  });
});

describe("a snapshot", () => {
  const of = (disk: string, createOption = "Copy") => ({
    location: "westeurope",
    properties: {
      creationData: {
        createOption,
        sourceResourceId: `${payroll}/Microsoft.Compute/disks/${disk}`,
      },
    },
  });

  it("is copied once: a repeat changes nothing of when, and takes no other source", async () => {
    const { status, body } = await arm.send("PUT", snapshot, of("vm-desk-os"));
    expect(status).toBe(201);
    arm.wait(60);
    const again = await arm.send("PUT", snapshot, of("vm-desk-os"));
    expect(again.body.properties!["timeCreated"]).toBe(body.properties!["timeCreated"]);
    arm.wait(60);
    expect(codeOf(await arm.send("PUT", snapshot, of("vm-payroll-os")))).toEqual([
      409,
      "PropertyChangeNotAllowed",
    ]);
  });

  it("is refused of what is not there, and in another way than by a copy", async () => {
    expect(codeOf(await arm.send("PUT", snapshot, of("none")))).toEqual([404, "NotFound"]);
    expect(codeOf(await arm.send("PUT", snapshot, of("vm-desk-os", "Empty")))).toEqual([
      400,
      "InvalidParameter",
    ]);
  });
});
