import { type OpenWorkspace, openWorkspace } from "./workspace-client";

let workspace: OpenWorkspace;
beforeEach(async () => {
  workspace = await openWorkspace();
});
afterEach(() => workspace.close());

const subscriptionId = "11111111-1111-1111-1111-111111111111";
const list = (version = "2022-01-01", headers = {}) =>
  workspace.send(
    "GET",
    `${workspace.url}/sentinel/subscriptions/${subscriptionId}/providers/Microsoft.Security/alerts?api-version=${version}`,
    undefined,
    headers,
  );

describe("the alerts of Defender for Cloud", () => {
  it("are those of the subscription, a hundred a page", async () => {
    const alerts = Array.from({ length: 101 }, (_, at) => ({ subscriptionId, name: `a-${at}` }));
    workspace.scene({ cloudAlerts: [{ subscriptionId: "other", name: "b" }, ...alerts] });

    const { body } = await list();
    expect(body.value).toHaveLength(100);
    expect(body.value[0]).toMatchObject({
      id: `/subscriptions/${subscriptionId}/providers/Microsoft.Security/locations/westeurope/alerts/a-0`,
      properties: { systemAlertId: "a-0", status: "Active" },
    });
    const next = await workspace.send("GET", body.nextLink!);
    expect(next.body.value.map(({ name }) => name)).toEqual(["a-100"]);
  });

  it("are refused without a token, and in a version that has none", async () => {
    expect((await list("2022-01-01", { authorization: "" })).status).toBe(401);
    expect((await list("2015-06-01-preview")).status).toBe(400);
  });

  it.each([
    ["dismiss", "Dismissed"],
    ["resolve", "Resolved"],
    ["activate", "Active"],
    ["inProgress", "InProgress"],
  ])("are changed by %s, of the subscription or of a group", async (action, status) => {
    workspace.scene({ cloudAlerts: [{ subscriptionId, name: "a" }] });
    const base = `${workspace.url}/sentinel/subscriptions/${subscriptionId}`;
    const one = "providers/Microsoft.Security/locations/westeurope/alerts/a";
    const version = "?api-version=2022-01-01";

    const done = await workspace.send("POST", `${base}/${one}/${action}${version}`);
    const read = await workspace.send("GET", `${base}/resourceGroups/rg/${one}${version}`);
    const none = await workspace.send("POST", `${base}/${one}b/${action}${version}`);

    expect(done.status).toBe(204);
    expect(read.body).toMatchObject({ properties: { status } });
    expect(none.status).toBe(404);
  });

  it("are in no scene without a name", () => {
    expect(() => workspace.scene({ cloudAlerts: [{ subscriptionId }] })).toThrow("needs");
  });
});
