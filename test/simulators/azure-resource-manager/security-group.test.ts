import { azureResourceManager } from "../../../simulators/azure-resource-manager";
import { network } from "../../../simulators/azure-resource-manager/published";
import { type Sent, useArm } from "./arm";

const id = `${network}/networkSecurityGroups/nsg-edge`;
const rule = `${id}/securityRules/soar-1`;
const arm = useArm(azureResourceManager, "2025-05-01");
const deny = (more: object = {}) => ({
  properties: {
    protocol: "*",
    sourcePortRange: "*",
    destinationPortRange: "*",
    destinationAddressPrefix: "*",
    sourceAddressPrefixes: ["45.83.64.10"],
    access: "Deny",
    priority: 150,
    direction: "Inbound",
    ...more,
  },
});
const codeOf = ({ status, body }: Sent) => [status, body.error?.code];

describe("a security rule", () => {
  it("is made, followed, shown with a single prefix as the singular, and deleted", async () => {
    const made = await arm.send("PUT", rule, deny());
    expect(made.status).toBe(201);
    expect(made.body.properties).toMatchObject({ provisioningState: "Updating" });
    const operation = made.headers.get("azure-asyncoperation")!;
    expect((await arm.send("GET", operation)).body.status).toBe("InProgress");
    arm.wait(10);
    expect((await arm.send("GET", operation)).body.status).toBe("Succeeded");

    const group = await arm.send("GET", id);
    expect(group.body.properties).toMatchObject({
      securityRules: [
        { name: "deny-scanner" },
        { name: "allow-https" },
        {
          name: "soar-1",
          etag: group.body.etag,
          properties: { sourceAddressPrefix: "45.83.64.10", sourceAddressPrefixes: [] },
        },
      ],
    });
    expect((await arm.send("DELETE", rule)).status).toBe(202);
    arm.wait(10);
    expect((await arm.send("DELETE", rule)).status).toBe(204);
  });

  it.each([
    [{ priority: 99 }, "SecurityRuleInvalidProperty"],
    [{ priority: 300 }, "SecurityRuleConflict"],
    [{ sourceAddressPrefix: "*" }, "SecurityRuleInvalidAddressPrefix"],
    [{ sourceAddressPrefixes: [] }, "SecurityRuleInvalidAddressPrefix"],
    [{ sourceAddressPrefixes: ["45.83.64.1", "2a01::1"] }, "SecurityRuleAddressFamilyMismatch"],
    [{ sourceAddressPrefixes: ["45.83.64.300"] }, "SecurityRuleInvalidAddressPrefix"],
    [{ description: "x".repeat(141) }, "SecurityRuleInvalidProperty"],
  ])("is refused with %j: %s", async (more, code) => {
    expect(codeOf(await arm.send("PUT", rule, deny(more)))).toEqual([400, code]);
  });

  it("waits for another update, and compares the etag", async () => {
    const { body } = await arm.send("GET", id);
    await arm.send("PUT", rule, deny());
    expect(codeOf(await arm.send("PUT", rule, deny()))).toEqual([
      409,
      "AnotherOperationInProgress",
    ]);
    arm.wait(10);
    const condition = { "if-match": body.etag! };
    expect(codeOf(await arm.send("PUT", rule, deny(), condition))).toEqual([
      412,
      "PreconditionFailed",
    ]);
    const now = (await arm.send("GET", id)).body.etag!;
    expect((await arm.send("PUT", rule, deny(), { "if-match": now })).status).toBe(200);
  });
});

describe("Azure Resource Manager", () => {
  it("refuses without a token, a version, a permission, or where a lock stands", async () => {
    expect((await arm.send("GET", id, undefined, { authorization: "" })).status).toBe(401);
    expect(codeOf(await arm.send("GET", `${id}?api-version=2019-01-01`))).toEqual([
      400,
      "NoRegisteredProviderFound",
    ]);
    arm.scene({ forbidden: ["*"] });
    expect(codeOf(await arm.send("GET", id))).toEqual([403, "AuthorizationFailed"]);
    arm.scene({ forbidden: [], locks: [network.split("/").slice(0, 5).join("/")] });
    expect(codeOf(await arm.send("PUT", rule, deny()))).toEqual([409, "ScopeLocked"]);
    expect((await arm.send("GET", id)).status).toBe(200);
  });

  it("takes so many writes in five minutes, and says when to come back", async () => {
    arm.scene({ writes: 1, updateSeconds: 0 });
    await arm.send("PUT", rule, deny());

    const refused = await arm.send("PUT", rule, deny());
    expect(codeOf(refused)).toEqual([429, "SubscriptionRequestsThrottled"]);
    arm.wait(Number(refused.headers.get("retry-after")));
    expect((await arm.send("PUT", rule, deny())).status).toBe(200);
  });

  it("knows no resource that is not there, and no scene that it does not understand", async () => {
    expect(codeOf(await arm.send("GET", `${id}x`))).toEqual([404, "ResourceNotFound"]);
    expect(() => arm.scene({ resource: {} })).toThrow('takes "updateSeconds"');
    expect(() => arm.scene({ resources: { x: { properties: {} } } })).toThrow("Each of resources");
  });
});
