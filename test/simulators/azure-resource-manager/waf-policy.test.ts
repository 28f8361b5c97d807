import { azureResourceManager } from "../../../simulators/azure-resource-manager";
import { network, published } from "../../../simulators/azure-resource-manager/published";
import { useArm } from "./arm";

const web = `${network}/ApplicationGatewayWebApplicationFirewallPolicies/waf-web`;
const door = `${network}/FrontDoorWebApplicationFirewallPolicies/wafshop`;
const arm = useArm(azureResourceManager, "2025-05-01");
const rule = (more: object = {}) => ({
  name: "one",
  priority: 5,
  ruleType: "MatchRule",
  action: "Block",
  matchConditions: [{ operator: "IPMatch", matchValues: ["45.83.64.10"] }],
  ...more,
});
const put = (customRules: object[], more: object = {}) =>
  arm.send("PUT", web, {
    location: "westeurope",
    properties: { ...published[web]!.properties, customRules, ...more },
  });
const match = (matchValues: string[]) => ({
  matchConditions: [{ operator: "IPMatch", matchValues }],
});

describe("a web application firewall's policy", () => {
  it("is replaced as a whole, but for what Azure keeps", async () => {
    const { status } = await put([rule()], { applicationGateways: [] });
    expect(status).toBe(200);

    const { body } = await arm.send("GET", web);
    expect(body.tags).toBeUndefined();
    expect(body.properties).toMatchObject({
      customRules: [rule()],
      applicationGateways: published[web]!.properties["applicationGateways"],
    });
  });

  it.each([
    [[rule(), rule({ name: "two" })], "same priority"],
    [[rule(), rule({ priority: 6 })], "same name"],
    [[rule({ name: "soar-one" })], "invalid name"],
    [[rule({ priority: 0 })], "no priority"],
    [[rule({ matchConditions: [] })], "no match condition"],
    [[rule(match([]))], "no matchValues"],
    [[rule(match(["45.83.64.300"]))], "invalid address"],
    [[rule(match(Array.from({ length: 601 }, () => "45.83.64.1")))], "more than 600"],
    [
      Array.from({ length: 101 }, (_, at) => rule({ name: `r${at}`, priority: at + 1 })),
      "more than 100",
    ],
  ])("is refused %#: %s", async (rules, why) => {
    const { status, body } = await put(rules);
    expect([status, body.error!.message]).toEqual([400, expect.stringContaining(why)]);
  });

  it("needs its managed rules", async () => {
    expect((await put([], { managedRules: undefined })).status).toBe(400);
  });

  it("has its own words at Front Door, and an etag that is compared", async () => {
    const url = `${door}?api-version=2024-02-01`;
    const { body } = await arm.send("GET", url);
    const condition = { "if-match": body.etag! };
    const change = { ...body, properties: { ...body.properties, customRules: { rules: [] } } };
    expect((await arm.send("PUT", url, change, condition)).status).toBe(200);
    arm.wait(10);
    expect((await arm.send("PUT", url, change, condition)).status).toBe(412);
    expect((await arm.send("GET", url)).body.properties).toMatchObject({
      customRules: { rules: [] },
    });
  });
});
