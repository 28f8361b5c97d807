import { type RunningSimulators, startSimulators } from "../../simulators/server";
import { publishedPods } from "../../simulators/kubernetes/objects";
import { signToken, tenantId } from "../../simulators/managed-identity/token";

const server = "6dae42f8-4368-4678-94ff-3960e28e3630";
const pod = `/api/v1/namespaces/shop/pods/${publishedPods[0]!.name}`;
const policies = "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies";
let vendors: RunningSimulators;

beforeEach(async () => {
  vendors = await startSimulators();
});
afterEach(() => vendors.close());

function tokenFor(aud: string, seconds = 3_600): string {
  const now = Math.floor(Date.now() / 1000);
  const ids = { oid: "o", sub: "o", appid: "a", tid: tenantId, idtyp: "app" as const, roles: [] };
  return signToken({ aud, iss: "i", iat: now, nbf: now, exp: now + seconds, ...ids });
}

async function ask(
  method: string,
  path: string,
  body?: object,
  { token = tokenFor(server), type = "application/json" } = {},
): Promise<{ status: number; body: { [name: string]: unknown } }> {
  const answer = await fetch(`${vendors.url}/kubernetes${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": type },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as { [name: string]: unknown } };
}

const patch = (metadata: object, type = "application/merge-patch+json") =>
  ask("PATCH", pod, { metadata }, { type });
const create = (name: string, more: object = {}) =>
  ask("POST", policies, { metadata: { name, ...more }, spec: { podSelector: {} } });

describe("the simulated Kubernetes", () => {
  it.each([
    ["another audience", tokenFor("https://management.azure.com")],
    ["an expired one", tokenFor(server, -1)],
    ["none", ""],
  ])("refuses a token for %s", async (_, token) => {
    await expect(ask("GET", pod, undefined, { token })).resolves.toMatchObject({
      status: 401,
      body: { kind: "Status", reason: "Unauthorized" },
    });
  });

  it("merges labels, takes them away with null, and gives each change a version", async () => {
    const first = await patch({ labels: { added: "yes" } });
    const second = await patch({ labels: { added: null, app: "other" } });

    expect(first.body).toMatchObject({ metadata: { labels: { app: "web", added: "yes" } } });
    expect(second.body).toMatchObject({ metadata: { labels: { app: "other" } } });
    expect(second.body).not.toMatchObject({ metadata: { labels: { added: "yes" } } });
  });

  it.each([[{ resourceVersion: "1" }], [{ uid: "another" }]])(
    "refuses a change of another state: %j",
    async (metadata) => {
      await expect(patch({ ...metadata, labels: { a: "b" } })).resolves.toMatchObject({
        status: 409,
        body: { reason: "Conflict" },
      });
    },
  );

  it("takes no patch of another type", async () => {
    await expect(patch({}, "application/json")).resolves.toMatchObject({ status: 415 });
  });

  it("makes a policy once, and takes away only the one that is meant", async () => {
    const made = await create("deny");
    expect(made.status).toBe(201);
    await expect(create("deny")).resolves.toMatchObject({ body: { reason: "AlreadyExists" } });

    const remove = (uid: unknown) => ask("DELETE", `${policies}/deny`, { preconditions: { uid } });
    await expect(remove("another")).resolves.toMatchObject({ status: 409 });
    await expect(remove((made.body["metadata"] as { uid: string }).uid)).resolves.toMatchObject({
      status: 200,
    });
    await expect(ask("GET", `${policies}/deny`)).resolves.toMatchObject({ status: 404 });
  });

  it("takes away what belonged to a pod that is gone", async () => {
    await create("owned", { ownerReferences: [{ kind: "Pod", uid: publishedPods[0]!.uid }] });
    await create("free");

    vendors.scene("kubernetes", { pods: publishedPods.slice(1) });

    const { body } = await ask("GET", policies);
    expect((body["items"] as { metadata: object }[]).map(({ metadata }) => metadata)).toEqual([
      expect.objectContaining({ name: "free" }),
    ]);
  });

  it("names what the caller may not do", async () => {
    vendors.scene("kubernetes", { rights: "read" });

    const { status, body } = await patch({ labels: {} });

    expect(status).toBe(403);
    expect(body["message"]).toContain('cannot patch resource "pods" in API group ""');
  });

  it("says what a scene may hold", () => {
    expect(() => vendors.scene("kubernetes", { rights: "some" })).toThrow(/"rights"/);
  });
});
