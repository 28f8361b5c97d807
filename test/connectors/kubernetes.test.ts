import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VendorActivities } from "../../activities";
import { policyNameOf } from "../../connectors/kubernetes/pod-id";
import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import type { CloudResourceEntity } from "../../domain/entity";
import { publishedPods } from "../../simulators/kubernetes/objects";
import type { RunningSimulators } from "../../simulators/server";
import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage, workspace } from "./stage";

const stage = useStage();
const vendor = "kubernetes";
const cluster =
  "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop";
const [web] = publishedPods as [{ namespace: string; name: string; uid: string; labels: object }];
const id = `${cluster}/shop/pods/${web.name}@${web.uid}`;
const policy = policyNameOf(id);
const target: Target = { id, label: `shop/${web.name}`, names: [] };
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };

interface Thing {
  metadata: { name: string; uid: string; labels?: Record<string, string>; annotations?: object };
  spec: object;
}
const stateOf = (vendors: RunningSimulators) =>
  vendors.state(vendor) as { pods: Thing[]; policies: Thing[] };
const labelOf = () => stateOf(stage.vendors).pods[0]!.metadata.labels?.["soar-quarantine"];
const policies = () => stateOf(stage.vendors).policies;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const method = (connectors = stage.connectors) => connectors.containments["isolate-pod"]!;
const act = (connectors = stage.connectors) => method(connectors).act(target, mark);
const undo = (connectors = stage.connectors) =>
  method(connectors).undo(target, { label: null }, mark);
const look = () => method().look(target, mark);
const sent = (...verbs: string[]) =>
  stage.vendors.calls(vendor).filter((call) => verbs.includes(call.method));
const writes = () => sent("POST", "PATCH", "DELETE");
const withLabel = (value: string) =>
  scene({ pods: [{ ...web, labels: { ...web.labels, "soar-quarantine": value } }] });

beforeEach(() => {
  scene({ policies: [], pods: publishedPods, rights: "all", changesBefore: 0 });
});

const deliver = (activities: VendorActivities) =>
  activities.contain({
    step: { key: `x/contain ${id}`, runId: "respond-1", at: mark.since },
    item: {
      id: `isolate-pod:${id}`,
      kind: "isolate-pod",
      target,
      reason: "malicious",
      lifetimeHours: 24,
      blastRadius: [],
      quorum: 0,
    },
    hold: {
      ref: { ...workspace, name: "33333333-3333-3333-3333-333333333333" },
      incidentNumber: 4711,
      runId: "respond-1",
      reason: "malicious",
      addedAt: mark.since,
      expiresAt: "2999-01-01T00:00:00.000Z",
    },
  });
const stored = (vendors: RunningSimulators): number =>
  stateOf(vendors).pods.filter(({ metadata }) => metadata.labels?.["soar-quarantine"] === policy)
    .length;

keepsConnectorContract(
  "kubernetes.look()",
  {
    vendor,
    route: "GET /api/v1/namespaces",
    isWrite: false,
    call: ({ containments }) => containments["isolate-pod"]!.look(target, mark),
    isNotFoundAnAnswer: true,
  },
  stage,
);

keepsConnectorContract(
  "kubernetes.check()",
  {
    vendor,
    route: "POST /apis/authorization.k8s.io",
    isWrite: false,
    call: (connectors) => connectors.providers[vendor]!.check(),
  },
  stage,
);

for (const route of ["POST /apis/networking.k8s.io", "PATCH /api/v1/namespaces"]) {
  keepsConnectorContract(
    `kubernetes.act(), ${route}`,
    {
      vendor,
      route,
      isWrite: true,
      call: (connectors) => act(connectors),
      repeat: { deliver, stored },
    },
    stage,
  );
}

keepsConnectorContract(
  "kubernetes.undo(), the policy",
  {
    vendor,
    route: "DELETE /apis/networking.k8s.io",
    isWrite: true,
    ignoresAnswer: true,
    call: async (connectors) => {
      await act(connectors);
      await undo(connectors);
    },
  },
  stage,
);

keepsConnectorContract(
  "kubernetes.undo(), the label",
  {
    vendor,
    route: "PATCH /api/v1/namespaces",
    isWrite: true,
    call: (connectors) => {
      withLabel(policy);
      return undo(connectors);
    },
  },
  stage,
);

describe("kubernetes.resolve()", () => {
  const resolve = (more: Partial<CloudResourceEntity> = {}) =>
    method().resolve({
      kind: "resource",
      resource: {
        kind: "CloudResource",
        platform: "kubernetes",
        label: "it",
        id: `${cluster}/shop/pods/${web.name}`,
        ...more,
      },
    });

  it("finds exactly one pod, by its uid, with its address", async () => {
    await expect(resolve()).resolves.toEqual({
      found: {
        id,
        label: `shop/${web.name}`,
        names: [`${cluster}/shop/pods/${web.name}`, `shop/${web.name}`, web.name, "shop"],
        addresses: ["10.244.0.10"],
      },
    });
  });

  it.each([
    ["a pod that is gone", { id: `${cluster}/shop/pods/web-1` }, /not there any more/],
    ["a part of a name", { id: `${cluster}/shop/pods/web` }, /not there any more/],
    ["what is no pod", { id: `${cluster}/shop/deployments/web` }, /not named as one pod/],
    ["a path out of its namespace", { id: `${cluster}/shop/pods/../x` }, /not named as one pod/],
    ["another cluster", { id: `aks-shop/shop/pods/${web.name}` }, /another cluster/],
    ["the cluster itself", { id: `${cluster}/kube-system/pods/coredns-1` }, /part of the cluster/],
    ["another cloud", { platform: "aws" as const }, /Only pods/],
  ])("asks a human about %s", async (_, more, question) => {
    await expect(resolve(more)).resolves.toEqual({ question: expect.stringMatching(question) });
    expect(writes()).toEqual([]);
  });

  it("asks a human about a pod in its node's network", async () => {
    scene({ pods: [{ ...web, hostNetwork: true }] });

    await expect(resolve()).resolves.toEqual({
      question: expect.stringContaining("node's network"),
    });
  });

  it.each([
    [{ podSelector: {}, ingress: [{}] }, true],
    [{ podSelector: { matchLabels: { app: "web" } }, egress: [{}] }, true],
    [{ podSelector: { matchLabels: { app: "db" } }, ingress: [{}] }, false],
    [
      {
        podSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["web"] }] },
        ingress: [{}],
      },
      true,
    ],
    [
      {
        podSelector: { matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] },
        ingress: [{}],
      },
      false,
    ],
    [
      { podSelector: { matchExpressions: [{ key: "app", operator: "Exists" }] }, ingress: [{}] },
      true,
    ],
    [
      {
        podSelector: { matchExpressions: [{ key: "app", operator: "DoesNotExist" }] },
        ingress: [{}],
      },
      false,
    ],
    [{ podSelector: {}, policyTypes: ["Ingress"] }, false],
  ])("asks a human where another policy lets something through: %j: %s", async (spec, isAsked) => {
    scene({ policies: [{ namespace: "shop", name: "of-the-shop", spec }] });

    const resolution = await resolve();

    expect(JSON.stringify(resolution).includes("let through by of-the-shop")).toBe(isAsked);
    expect("found" in resolution).toBe(!isAsked);
  });
});

describe("kubernetes.act()", () => {
  it("makes a policy that is the pod's own, and then sets one label", async () => {
    await act();

    expect(writes().map(({ method: verb, path, body }) => ({ verb, path, body }))).toEqual([
      {
        verb: "POST",
        path: "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies",
        body: {
          apiVersion: "networking.k8s.io/v1",
          kind: "NetworkPolicy",
          metadata: {
            name: policy,
            annotations: { "soar/mark": mark.text },
            ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: web.name, uid: web.uid }],
          },
          spec: {
            podSelector: { matchLabels: { "soar-quarantine": policy } },
            policyTypes: ["Ingress", "Egress"],
          },
        },
      },
      {
        verb: "PATCH",
        path: `/api/v1/namespaces/shop/pods/${web.name}`,
        body: {
          metadata: {
            uid: web.uid,
            resourceVersion: expect.any(String),
            labels: { "soar-quarantine": policy },
          },
        },
      },
    ]);
    await expect(look()).resolves.toEqual({ state: { label: policy }, effect: "in-effect" });
  });

  it("reads again when the pod changed in between", async () => {
    scene({ changesBefore: 2 });

    await act();

    expect(sent("PATCH").map(({ status }) => status)).toEqual([409, 409, 200]);
  });

  it("gives up for now when it changes each time", async () => {
    scene({ changesBefore: 9 });

    await expect(failureOf(act())).resolves.toMatchObject({ kind: "transient" });
  });

  it("does nothing to another pod that has the name now", async () => {
    scene({ pods: [{ ...web, uid: "0c5d9f52-6c0f-4a55-9d8b-6b6a9d1f4aff" }] });

    await expect(failureOf(act())).resolves.toMatchObject({ kind: "not-found" });
    expect(writes()).toEqual([]);
  });

  it("does not take somebody else's label or policy for ours", async () => {
    withLabel("forensics");
    await expect(failureOf(act())).resolves.toMatchObject({ kind: "permanent" });
    expect(labelOf()).toBe("forensics");

    scene({
      pods: publishedPods,
      policies: [{ namespace: "shop", name: policy, spec: { podSelector: {}, egress: [] } }],
    });
    await expect(failureOf(act())).resolves.toMatchObject({ kind: "permanent" });
    expect(labelOf()).toBeUndefined();
  });

  it("sends nothing where another policy lets something through by then", async () => {
    const spec = { podSelector: {}, ingress: [{}] };
    scene({ policies: [{ namespace: "shop", name: "of-the-shop", spec }] });

    const error = await failureOf(act());

    expect(error.message).toContain("of-the-shop lets");
    expect(writes()).toEqual([]);
  });

  it("names the permissions that are missing", async () => {
    scene({ rights: "read" });

    const error = await failureOf(act());

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("RBAC Writer");
  });

  it.each([id.replace("aks-shop", "aks-other"), "shop", id.replace("@", "")])(
    "changes nothing that is called %s",
    async (other) => {
      await expect(failureOf(method().act({ ...target, id: other }, mark))).resolves.toMatchObject({
        kind: "permanent",
      });
      expect(stage.vendors.calls(vendor)).toEqual([]);
    },
  );
});

describe("kubernetes.undo()", () => {
  it("takes away the policy and the label, and nothing else", async () => {
    await act();

    await undo();

    expect(policies()).toEqual([]);
    expect(stateOf(stage.vendors).pods[0]!.metadata.labels).toEqual(web.labels);
  });

  it("has nothing to do where the pod is gone, and its policy with it", async () => {
    await act();
    scene({ pods: publishedPods.slice(1) });

    await undo();

    expect(policies()).toEqual([]);
    expect(sent("DELETE")).toEqual([]);
    await expect(look()).resolves.toEqual({ state: { label: null }, effect: "none" });
  });

  it("leaves a policy that somebody else changed", async () => {
    withLabel(policy);
    const spec = { podSelector: { matchLabels: { "soar-quarantine": policy } }, egress: [{}] };
    scene({ policies: [{ namespace: "shop", name: policy, spec }] });

    await expect(failureOf(undo())).resolves.toMatchObject({ kind: "permanent" });
    expect(policies()).toHaveLength(1);
  });
});

describe("kubernetes.check()", () => {
  it.each([
    ["all", /every namespace can be isolated/],
    ["read", /at most in namespaces/],
  ])("says what the rights %s allow", async (rights, words) => {
    scene({ rights });

    await expect(stage.connectors.providers[vendor]!.check()).resolves.toMatch(words);
  });

  it.each(["KUBERNETES_URL", "KUBERNETES_CLUSTER"])("names %s when it is missing", (name) => {
    const connectors = connectorsFor(stage.vendors.url, { [name]: "" });

    expect(connectors.providers[vendor]!.off).toBe(`${name} is not set`);
  });
});

describe("kubernetes by https", () => {
  const folder = mkdtempSync(join(tmpdir(), "kubernetes-"));
  const [key, ca] = [join(folder, "key.pem"), join(folder, "ca.pem")];
  execFileSync(
    "openssl",
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=aks -addext subjectAltName=DNS:localhost -keyout ${key} -out ${ca}`.split(
      " ",
    ),
    { stdio: "ignore" },
  );
  const server = createServer(
    { key: readFileSync(key), cert: readFileSync(ca) },
    (_request, response) => {
      response.writeHead(201, { "content-type": "application/json" });
      response.end(JSON.stringify({ status: { allowed: true } }));
    },
  );
  const check = (caFile: string) =>
    connectorsFor(stage.vendors.url, {
      KUBERNETES_URL: `https://localhost:${(server.address() as AddressInfo).port}`,
      KUBERNETES_CA_FILE: caFile,
    }).providers[vendor]!.check();

  beforeAll(() => new Promise<void>((listening) => void server.listen(0, () => listening())));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("trusts the authority in its file, and no other", async () => {
    await expect(check(ca)).resolves.toContain("can be isolated");
    await expect(failureOf(check(""))).resolves.toMatchObject({ kind: "transient" });
  });

  it("says that the file cannot be read", async () => {
    const error = await failureOf(check(join(folder, "none.pem")));

    expect(error.message).toContain("could not be read (ENOENT)");
  });
});
