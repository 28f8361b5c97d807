import { unresolved } from "../support/unresolved";
import type { Connectors } from "../../connectors";
import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import type { RunningSimulators } from "../../simulators/server";
import { oktaCredentials } from "../../simulators/okta-app";
import { type UserRow, testUsers } from "../../simulators/okta/user";
import { keepsConnectorContract } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "okta";
const [alex] = testUsers as [UserRow];
const login = alex.profile.login;
const target: Target = { id: alex.id, label: login, names: [login], isPrivileged: false };
const kinds = ["okta-suspend-user", "okta-clear-sessions"] as const;
type Kind = (typeof kinds)[number];
// What the System Log has is of now.
const mark = (): Mark => ({
  text: "incident/4711 run/respond-1",
  since: new Date(Date.now() - 1).toISOString(),
});
const first = mark();

const method = (kind: Kind, connectors: Connectors = stage.connectors) =>
  connectors.containments[kind]!;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const userNow = (vendors: RunningSimulators = stage.vendors): UserRow =>
  (vendors.state(vendor) as { users: UserRow[] }).users.find(({ id }) => id === alex.id)!;
const setUser = (changed: Partial<UserRow>) => scene({ users: [{ ...alex, ...changed }] });
const sent = () =>
  stage.vendors
    .calls(vendor)
    .filter(({ path }) => !path.startsWith("/oauth2/"))
    .map(({ method: verb, path }) => `${verb} ${path}`);
const resolve = (account: object, kind: Kind = "okta-suspend-user") =>
  method(kind).resolve({ kind: "account", account: { kind: "Account", label: "x", ...account } });

beforeEach(() => {
  const scopes = ["okta.users.read", "okta.users.manage", "okta.roles.read", "okta.logs.read"];
  scene({
    scopes,
    adminScopes: scopes,
    deniedScopes: [],
    perMinute: 100_000,
    logDelaySeconds: 0,
    users: testUsers,
  });
  stage.vendors.scene("key-vault", { secrets: { "okta-api-token": { value: sswsToken } } });
});
const sswsToken = JSON.stringify({ apiToken: "okta-test-api-token" });

for (const [name, route, call] of [
  [
    "suspend.look()",
    "GET /api/v1/users",
    (c) => method("okta-suspend-user", c).look(target, first),
  ],
  [
    "sessions.look()",
    "GET /api/v1/logs",
    (c) => method("okta-clear-sessions", c).look(target, first),
  ],
  ["check()", "GET /api/v1/users", (c) => c.providers["okta"]!.check()],
  [
    "resolve() for roles",
    "GET /api/v1/users/{id}/roles",
    (c) =>
      method("okta-suspend-user", c).resolve({
        kind: "account",
        account: { kind: "Account", label: login, userPrincipalName: login },
      }),
  ],
] as [string, string, (connectors: Connectors) => Promise<unknown>][]) {
  keepsConnectorContract(`okta.${name}`, { vendor, route, isWrite: false, call }, stage);
}

keepsConnectorContract(
  "okta.resolve()",
  {
    vendor,
    route: "GET /api/v1/users/{id}",
    isWrite: false,
    isNotFoundAnAnswer: true,
    call: (connectors) =>
      method("okta-suspend-user", connectors).resolve({
        kind: "account",
        account: { kind: "Account", label: login, userPrincipalName: login },
      }),
  },
  stage,
);

const changed = (verb: string, path: string) => (vendors: RunningSimulators) =>
  vendors.calls(vendor).filter((call) => call.method === verb && call.path.includes(path)).length;

/** A write's contract, from a status. */
function keepsWriting(
  name: string,
  status: string,
  [verb, path]: [string, string],
  kind: Kind,
  [call, effect]: [(connectors: Connectors) => Promise<unknown>, string],
): void {
  describe(`when the user is ${status}`, () => {
    beforeEach(() => setUser({ status }));
    const isDone = async (): Promise<boolean> =>
      (await method(kind).look(target, first)).effect === effect;
    const route = `${verb} /api/v1/users/{id}${path}`;
    const repeat = {
      deliver: deliveredOnce(() => call(stage.connectors), isDone),
      stored: changed(verb, path),
    };
    keepsConnectorContract(
      `okta.${name}`,
      { vendor, route, isWrite: true, ignoresAnswer: true, call, repeat },
      stage,
    );
  });
}

const suspending = "okta-suspend-user";
keepsWriting("suspend.act()", "ACTIVE", ["POST", "/lifecycle/suspend"], suspending, [
  (connectors) => method(suspending, connectors).act(target, first),
  "in-effect",
]);
keepsWriting("suspend.undo()", "SUSPENDED", ["POST", "/lifecycle/unsuspend"], suspending, [
  (connectors) => method(suspending, connectors).undo(target, { suspended: false }, first),
  "none",
]);
const clearing = "okta-clear-sessions";
keepsWriting("sessions.act()", "ACTIVE", ["DELETE", "/sessions"], clearing, [
  (connectors) => method(clearing, connectors).act(target, first),
  "in-effect",
]);

describe("okta.resolve()", () => {
  it("finds a user by their whole login, in any case, and says who they are", async () => {
    await expect(resolve({ userPrincipalName: "ALEX@contoso.example" })).resolves.toEqual({
      found: { id: alex.id, label: login, names: [login], roles: [], isPrivileged: false },
    });
  });

  it("finds a user by their id", async () => {
    await expect(resolve({ name: alex.id })).resolves.toMatchObject({ found: { id: alex.id } });
  });

  it.each([
    ["org.admin@contoso.example", "Super Organization Administrator"],
    ["help.desk@contoso.example", "Help Desk Administrator"],
  ])("says that %s is privileged, by a role of their own or of a group", async (name, role) => {
    await expect(resolve({ userPrincipalName: name })).resolves.toMatchObject({
      found: { isPrivileged: true, roles: [role] },
    });
  });

  it.each([
    [{ userPrincipalName: "nobody@contoso.example" }, /not found in Okta by its login/],
    [{ userPrincipalName: "alex@contoso.example/../x" }, /no login that a user can have/],
    [{ userPrincipalName: "*@contoso.example" }, /no login/],
    [{ name: "alex" }, /could be anyone/],
    [{ name: alex.id, ntDomain: "CONTOSO" }, /could be anyone/],
    [{ name: "00u0000000000000000X0" }, /could be anyone/],
    [{ name: "00u0000000000000000X" }, /not found in Okta by its id/],
    [{ name: alex.id, userPrincipalName: "alexa@contoso.example" }, /not of the same user/],
    [{ userPrincipalName: "locked@contoso.example" }, /locked out/],
    [{ userPrincipalName: "gone@contoso.example" }, /deactivated already/],
    [{ userPrincipalName: "new@contoso.example" }, /never activated/],
  ])("asks a human about %j", async (account, question) => {
    expect(unresolved(await resolve(account))).toMatch(question);
  });

  it("does not take another user that Okta answers for the one that was meant", async () => {
    const body = { id: testUsers[1]!.id, status: "ACTIVE", profile: testUsers[1]!.profile };
    stage.vendors.fault({ vendor, route: "GET /api/v1/users/{id}", body });

    await expect(resolve({ userPrincipalName: login })).resolves.not.toHaveProperty("found");
  });

  it("clears sessions of who is locked out, and asks about who is deactivated", async () => {
    const kind = "okta-clear-sessions";
    await expect(
      resolve({ userPrincipalName: "locked@contoso.example" }, kind),
    ).resolves.toHaveProperty("found");
    expect(unresolved(await resolve({ userPrincipalName: "gone@contoso.example" }, kind))).toMatch(
      /deactivated/,
    );
  });
});

describe("okta.suspend", () => {
  it("sends one request to suspend, and one to unsuspend", async () => {
    const suspend = method("okta-suspend-user");

    await suspend.act(target, first);
    expect(userNow().status).toBe("SUSPENDED");
    const seen = await suspend.look(target, first);
    await suspend.undo(target, { suspended: false }, first);

    expect(seen).toEqual({
      state: { suspended: true, since: expect.stringMatching(/^20/) },
      effect: "in-effect",
    });
    expect(userNow().status).toBe("ACTIVE");
    expect(sent().filter((call) => !call.startsWith("GET"))).toEqual([
      `POST /api/v1/users/${alex.id}/lifecycle/suspend`,
      `POST /api/v1/users/${alex.id}/lifecycle/unsuspend`,
    ]);
  });

  it("is done once, however often its step is delivered", async () => {
    setUser({ status: "SUSPENDED" });

    const error = await failureOf(method("okta-suspend-user").act(target, first));

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: false });
    expect(error.message).toContain("changed by somebody else at the same moment");
  });

  it("says in Okta's words why it cannot suspend who is locked out by now", async () => {
    setUser({ status: "LOCKED_OUT" });

    const error = await failureOf(method("okta-suspend-user").act(target, first));

    expect(error).toMatchObject({ kind: "permanent", status: 400 });
    expect(error.message).toContain("E0000001: Api validation failed");
  });

  it("does not unsuspend who was suspended before", async () => {
    setUser({ status: "SUSPENDED" });
    const before = { suspended: true, since: "2026-01-01T00:00:00.000Z" };

    const error = await failureOf(method("okta-suspend-user").undo(target, before, first));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(userNow().status).toBe("SUSPENDED");
  });

  it("does not unsuspend who is not suspended any more", async () => {
    setUser({ status: "DEPROVISIONED" });

    await method("okta-suspend-user").undo(target, { suspended: false }, first);

    expect(sent()).toEqual([`GET /api/v1/users/${alex.id}`]);
  });

  it.each(["*", "../00u00000000000000001", ""])("asks nothing about the id %j", async (id) => {
    const error = await failureOf(method("okta-suspend-user").look({ ...target, id }, first));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(sent()).toEqual([]);
  });
});

describe("okta.clearSessions", () => {
  it("ends sessions, tokens and remembered devices, and looks in the log for it", async () => {
    const clear = method("okta-clear-sessions");
    const { text, since } = mark();
    const later = { text, since: new Date(Date.parse(since) + 60_000).toISOString() };

    await clear.act(target, first);

    expect(userNow()).toMatchObject({ sessions: 0, hasTokens: false, hasDevices: false });
    await expect(clear.look(target, { text, since })).resolves.toEqual({
      state: {},
      effect: "in-effect",
    });
    await expect(clear.look(target, later)).resolves.toEqual({ state: {}, effect: "none" });
  });

  it("does not see it until the log has it", async () => {
    scene({ logDelaySeconds: 30 });
    const now = new Date(Date.now() + 5_000).toISOString();

    await method("okta-clear-sessions").act(target, first);

    await expect(
      method("okta-clear-sessions").look(target, { ...first, since: now }),
    ).resolves.toMatchObject({ effect: "none" });
  });

  it("does not take a clearing that failed, or somebody else's, for its own", async () => {
    const published = new Date().toISOString();
    const eventType = "user.session.clear";
    const others = [
      { eventType, published, outcome: { result: "FAILURE" }, target: [{ id: alex.id }] },
      { eventType, published, outcome: { result: "SUCCESS" }, target: [{ id: testUsers[1]!.id }] },
      { eventType: "user.session.start", published, target: [{ id: alex.id }] },
    ];
    stage.vendors.fault({ vendor, route: "GET /api/v1/logs", body: others });

    await expect(method("okta-clear-sessions").look(target, first)).resolves.toMatchObject({
      effect: "none",
    });
  });

  it("cannot be taken back", async () => {
    const error = await failureOf(method("okta-clear-sessions").undo(target, {}, first));

    expect(error.message).toContain("cannot be given back");
  });
});

describe("okta's credentials", () => {
  it("are one token for all that is asked, by the private key", async () => {
    await stage.connectors.providers["okta"]!.check();
    await stage.connectors.providers["okta"]!.check();

    const tokens = stage.vendors.calls(vendor).filter(({ method: verb }) => verb === "POST");
    expect(tokens).toHaveLength(1);
    expect(tokens[0]!.body).toContain(
      "scope=okta.users.read+okta.roles.read+okta.users.manage+okta.logs.read",
    );
    expect(JSON.stringify(tokens[0]!.body)).not.toContain("eyJ");
  });

  it("may be an administrator's API token", async () => {
    const variables = { OKTA_SECRET_NAME: "okta-api-token" };
    const connectors = connectorsFor(stage.vendors.url, variables);

    await connectors.providers["okta"]!.check();

    expect(stage.vendors.calls(vendor).map(({ method: verb }) => verb)).toEqual(["GET", "GET"]);
  });

  it("name the scopes that are missing", async () => {
    scene({ scopes: ["okta.users.read"] });

    const error = await failureOf(stage.connectors.providers["okta"]!.check());

    expect(error).toMatchObject({ kind: "auth" });
    expect(error.message).toContain("grant it the scopes okta.users.read okta.roles.read");
  });

  it("name the scope that a role does not reach for", async () => {
    scene({ deniedScopes: ["okta.users.manage"] });

    const error = await failureOf(method("okta-suspend-user").act(target, first));

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("grant the app okta.users.manage");
  });

  const { clientId, privateKey } = JSON.parse(oktaCredentials()) as {
    clientId: string;
    privateKey: Record<string, string>;
  };
  it.each([
    "okta-test-api-token",
    JSON.stringify({ clientId, privateKey: "-----BEGIN" }),
    JSON.stringify({ clientId, privateKey: { ...privateKey, kid: "" } }),
    JSON.stringify({ clientId, privateKey: { ...privateKey, n: "AQAB" } }),
    JSON.stringify({ apiToken: "a b" }),
  ])("ask nothing when they are none: %#", async (value) => {
    stage.vendors.scene("key-vault", { secrets: { broken: { value } } });
    const connectors = connectorsFor(stage.vendors.url, { OKTA_SECRET_NAME: "broken" });

    const error = await failureOf(connectors.providers["okta"]!.check());

    expect(error.message).toMatch(/^okta: The secret "broken" must be JSON with clientId and/);
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });

  it("are read anew when Okta refuses the key", async () => {
    const old = JSON.stringify({ clientId: "0oaSomebodyElse00000", privateKey });
    stage.vendors.scene("key-vault", { secrets: { turning: { value: old } } });
    const connectors = connectorsFor(stage.vendors.url, { OKTA_SECRET_NAME: "turning" });
    await failureOf(connectors.providers["okta"]!.check());

    stage.vendors.scene("key-vault", { secrets: { turning: { value: oktaCredentials() } } });

    await expect(connectors.providers["okta"]!.check()).resolves.toContain("can be read");
  });
});

describe("okta's limits", () => {
  it("are told with the moment of their end", async () => {
    scene({ perMinute: 0 });

    const error = await failureOf(stage.connectors.providers["okta"]!.check());

    expect(error.kind).toBe("rate-limited");
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
    expect(error.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(error.message).toContain("E0000047");
  });
});

it("okta without an address names the setting that is missing", async () => {
  const { containments, providers } = connectorsFor(stage.vendors.url, { OKTA_URL: "" });

  const error = await failureOf(containments["okta-suspend-user"]!.look(target, first));

  expect(error.message).toBe("okta: OKTA_URL is not set, so nothing was asked");
  expect(providers["okta"]!.off).toBe("OKTA_URL is not set");
});
