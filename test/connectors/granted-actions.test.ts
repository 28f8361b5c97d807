import { isGranted } from "../../domain/azure-grant";
import { network } from "../../simulators/azure-resource-manager/published";
import { keepsConnectorContract } from "../support/connector-contract";
import { failureOf, useStage } from "./stage";

const vendor = "azure-resource-manager";
const group = `${network}/networkSecurityGroups/nsg-edge`;
const subscription = "/subscriptions/11111111-1111-1111-1111-111111111111";
const rule = "Microsoft.Network/networkSecurityGroups/securityRules/write";
const own = "Microsoft.Network/networkSecurityGroups/*";

const stage = useStage();
const granted = (scope = group) => stage.connectors.granted.Azure(scope);
const allows = async (action: string) => isGranted(await granted(), { action, isData: false });

keepsConnectorContract(
  "grantedActions()",
  {
    vendor,
    route: "GET /subscriptions",
    isWrite: false,
    call: (connectors) => connectors.granted.Azure(group),
  },
  stage,
);

describe("grantedActions()", () => {
  afterEach(() =>
    stage.vendors.scene(vendor, {
      forbidden: [],
      rolesPerPage: 50,
      roles: { [group]: { Own: null }, [subscription]: { All: null } },
    }),
  );

  it("gives what is granted at the scope, and what it inherits, and nothing from beside", async () => {
    expect(await allows(rule)).toBe(true);
    expect(await allows("Microsoft.Storage/storageAccounts/read")).toBe(true);
    expect(await allows("Microsoft.Compute/virtualMachines/read")).toBe(false);
  });

  it("reads every page", async () => {
    const roles = Object.fromEntries(
      Array.from({ length: 7 }, (_, at) => [`Role ${at}`, { actions: [`Of.One/${at}/read`] }]),
    );
    stage.vendors.scene(vendor, { rolesPerPage: 2, roles: { [group]: roles } });

    const found = await granted();
    const none = Object.fromEntries(Object.keys(roles).map((name) => [name, null]));
    stage.vendors.scene(vendor, { roles: { [group]: none } });

    expect(found.flatMap(({ actions }) => actions)).toEqual(
      expect.arrayContaining(Array.from({ length: 7 }, (_, at) => `Of.One/${at}/read`)),
    );
    expect(stage.vendors.calls().filter((call) => call.vendor === vendor)).toHaveLength(5);
  });

  it("keeps what a role excepts with that role", async () => {
    stage.vendors.scene(vendor, {
      roles: {
        [subscription]: { All: { actions: ["*"], notActions: [own] } },
        [group]: { Own: { dataActions: [own] } },
      },
    });

    expect(await granted()).toEqual(
      expect.arrayContaining([
        { actions: ["*"], notActions: [own], dataActions: [], notDataActions: [] },
        { actions: [], notActions: [], dataActions: [own], notDataActions: [] },
      ]),
    );
  });

  it("gives up where the pages have no end", async () => {
    stage.vendors.fault({
      vendor,
      route: "GET /subscriptions",
      times: 100,
      body: { value: [], nextLink: "https://management.azure.com/x?$skiptoken=1" },
    });

    const failure = await failureOf(granted());

    expect(failure).toMatchObject({ kind: "permanent" });
    expect(failure.message).toContain("went on after 20 pages");
  });

  it("says what lacks where the identity may not ask", async () => {
    stage.vendors.scene(vendor, { forbidden: ["Microsoft.Authorization/permissions/read"] });

    const failure = await failureOf(granted());

    expect(failure).toMatchObject({ kind: "auth", status: 403 });
    expect(failure.message).toContain(
      "give the app's managed identity a role with Microsoft.Authorization/permissions/read on it",
    );
  });
});
