import { azureResourceManager } from "../../../simulators/azure-resource-manager";
import { payroll } from "../../../simulators/azure-resource-manager/published";
import { start } from "../token";
import { useArm } from "./arm";

const id = `${payroll}/Microsoft.Storage/storageAccounts/stpayroll`;
const arm = useArm(azureResourceManager, "2025-08-01");
const json = (value: unknown): string => JSON.stringify(value);

describe("a storage account", () => {
  it("renews one key at a time, each time to another value", async () => {
    const before = (await arm.send("POST", `${id}/listKeys`)).body["keys"] as object[];
    const { body } = await arm.send("POST", `${id}/regenerateKey`, { keyName: "key2" });
    const [first, second] = body["keys"] as { value: string; creationTime: string }[];

    expect(first).toEqual(before[0]);
    expect(second!.creationTime).toBe(new Date(start).toISOString());
    expect(second!.value).not.toBe((before[1] as typeof second)!.value);
    const again = await arm.send("POST", `${id}/regenerateKey`, { keyName: "key2" });
    expect(json(again.body)).not.toContain(second!.value);
  });

  it("shows no key where it is read or listed, and knows no third", async () => {
    const one = await arm.send("GET", id);
    const all = await arm.send(
      "GET",
      `${id.split("/").slice(0, 3).join("/")}/providers/Microsoft.Storage/storageAccounts`,
    );
    expect(json(one.body)).not.toContain("key1");
    expect(all.body["value"]).toMatchObject([{ name: "stpayroll" }]);
    expect(json(all.body)).not.toContain("key1");
    const refused = await arm.send("POST", `${id}/regenerateKey`, { keyName: "key3" });
    expect([refused.status, refused.body.error?.code]).toEqual([
      400,
      "InvalidValuesForRequestParameters",
    ]);
    expect((await arm.send("POST", `${id}x/listKeys`)).status).toBe(404);
  });

  it("lists no keys where a read-only lock stands", async () => {
    arm.scene({ locks: [id] });
    expect((await arm.send("POST", `${id}/listKeys`)).status).toBe(409);
  });
});
