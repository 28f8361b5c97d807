import { unresolved } from "../support/unresolved";
import type { Connectors } from "../../connectors";
import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { githubApp, githubCredentials } from "../../simulators/github-app";
import { type UserRow, testUsers } from "../../simulators/github/user";
import type { RunningSimulators } from "../../simulators/server";
import { keepsConnectorContract } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "github";
const [alex] = testUsers as [UserRow];
const target: Target = { id: "5001", label: alex.login, names: [alex.login] };
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };
const server = "127.0.0.1";
type Kind = "github-suspend-user" | "github-remove-member";
const suspending = "github-suspend-user";
const removing = "github-remove-member";

const method = (kind: Kind, connectors: Connectors = stage.connectors) =>
  connectors.containments[kind]!;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const alexNow = (vendors: RunningSimulators = stage.vendors): UserRow =>
  (vendors.state(vendor) as { users: UserRow[] }).users.find(({ id }) => id === alex.id)!;
const setAlex = (changed: Partial<UserRow>) =>
  scene({ users: testUsers.map((one) => (one.id === alex.id ? { ...one, ...changed } : one)) });
const resolve = (kind: Kind, name: string, ntDomain?: string, connectors = stage.connectors) =>
  method(kind, connectors).resolve({
    kind: "account",
    account: { kind: "Account", label: name, name, ...(ntDomain !== undefined && { ntDomain }) },
  });
const sent = (vendors: RunningSimulators = stage.vendors) =>
  vendors
    .calls(vendor)
    .filter(({ path }) => !path.startsWith("/app/"))
    .map(({ method: verb, path }) => `${verb} ${path}`);
const suspendedAt = "2026-11-24T03:00:05Z";
const user = "/users/alex-contoso";

beforeEach(() =>
  scene({
    users: testUsers,
    permissions: "write",
    isSiteAdmin: true,
    ldapSync: false,
    perHour: 100_000,
  }),
);

const secret = "github-test-server-token";
keepsConnectorContract(
  "github.suspend.look()",
  {
    vendor,
    route: "GET /api/v3/users/{username}",
    isWrite: false,
    call: (connectors) => method(suspending, connectors).look(target, mark),
    secret,
  },
  stage,
);
keepsConnectorContract(
  "github.suspend.resolve()",
  {
    vendor,
    route: "GET /api/v3/users/{username}",
    isWrite: false,
    isNotFoundAnAnswer: true,
    call: (connectors) => resolve(suspending, alex.login, server, connectors),
  },
  stage,
);
for (const [name, route, isNotFoundAnAnswer, call] of [
  ["look()", "GET /users/{username}", false, (c) => method(removing, c).look(target, mark)],
  [
    "look(): membership",
    "GET /orgs/{org}/memberships",
    true,
    (c) => method(removing, c).look(target, mark),
  ],
  [
    "resolve()",
    "GET /users/{username}",
    true,
    (c) => resolve(removing, alex.login, "github.com", c),
  ],
  [
    "resolve(): membership",
    "GET /orgs/{org}/memberships",
    true,
    (c) => resolve(removing, alex.login, "github.com", c),
  ],
] as [string, string, boolean, (connectors: Connectors) => Promise<unknown>][]) {
  keepsConnectorContract(
    `github.removeMember.${name}`,
    { vendor, route: route.replace("{org}", "contoso"), isWrite: false, isNotFoundAnAnswer, call },
    stage,
  );
}
for (const [name, route] of [
  ["members", "GET /orgs/{org}/members"],
  ["the server", "GET /api/v3/user"],
] as const) {
  keepsConnectorContract(
    `github.check() of ${name}`,
    { vendor, route, isWrite: false, call: (connectors) => connectors.providers[vendor]!.check() },
    stage,
  );
}

function keepsWriting(
  name: string,
  route: string,
  kind: Kind,
  [before, effect]: [Partial<UserRow>, string],
  call: (connectors: Connectors) => Promise<unknown>,
): void {
  describe(`with ${JSON.stringify(before)}`, () => {
    beforeEach(() => setAlex(before));
    const isDone = async (): Promise<boolean> =>
      (await method(kind).look(target, mark)).effect === effect;
    const [verb] = route.split(" ");
    const repeat = {
      deliver: deliveredOnce(() => call(stage.connectors), isDone),
      stored: (vendors: RunningSimulators) =>
        sent(vendors).filter((one) => one.startsWith(`${verb} `)).length,
    };
    keepsConnectorContract(
      `github.${name}`,
      { vendor, route, isWrite: true, ignoresAnswer: true, call, repeat },
      stage,
    );
  });
}
const suspended = "/api/v3/users/{username}/suspended";
keepsWriting("suspend.act()", `PUT ${suspended}`, suspending, [{}, "in-effect"], (c) =>
  method(suspending, c).act(target, mark),
);
keepsWriting(
  "suspend.undo()",
  `DELETE ${suspended}`,
  suspending,
  [{ suspended_at: suspendedAt }, "none"],
  (c) => method(suspending, c).undo(target, { suspended: false }, mark),
);
keepsWriting(
  "removeMember.act()",
  "DELETE /orgs/{org}/members/{username}",
  removing,
  [{}, "in-effect"],
  (c) => method(removing, c).act(target, mark),
);

describe("github.resolve()", () => {
  it("finds a user of the server by their whole login and its host", async () => {
    await expect(resolve(suspending, "ALEX-contoso", server)).resolves.toEqual({
      found: {
        id: "5001",
        label: "alex-contoso",
        names: ["alex-contoso", "Alex", "alex@contoso.example"],
        roles: [],
        isPrivileged: false,
      },
    });
  });

  it.each([
    [suspending, server, "site administrator"],
    [removing, "github.com", "admin"],
    [removing, "GitHub", "admin"],
  ] as const)("says who is privileged: %s", async (kind, domain, role) => {
    await expect(resolve(kind, "octo-admin", domain)).resolves.toMatchObject({
      found: { isPrivileged: true, roles: [role] },
    });
  });

  it("does not say of whom the server does not tell it", async () => {
    const body = { id: 5001, login: "alex-contoso", type: "User" };
    stage.vendors.fault({ vendor, route: "GET /api/v3/users", body });

    const found = await resolve(suspending, "alex-contoso", server);

    expect((found as { found: Target }).found).not.toHaveProperty("isPrivileged");
  });

  it.each([
    [suspending, "alex-contoso", undefined, /has not the domain 127.0.0.1/],
    [suspending, "alex-contoso", "github.com", /of elsewhere/],
    [removing, "alex-contoso", "CONTOSO", /has not the domain github.com/],
    [removing, "alex*", "github.com", /no login/],
    [removing, "../orgs/contoso", "github.com", /no login/],
    [removing, "dependabot[bot]", "github.com", /no login/],
    [removing, "nobody", "github.com", /not found on GitHub by its login/],
    [removing, "contoso-tools", "github.com", /no person .* but of the type Organization/],
    [removing, "outsider", "github.com", /no member of contoso/],
    [removing, "invited", "github.com", /is no member yet/],
  ] as const)("%s asks a human about %s of %s", async (kind, name, domain, question) => {
    expect(unresolved(await resolve(kind, name, domain))).toMatch(question);
  });

  it("takes no other user that GitHub answers for the one that was meant", async () => {
    const body = { id: 5002, login: "alex-contoso2", type: "User" };
    stage.vendors.fault({ vendor, route: "GET /users/{username}", body });

    await expect(resolve(removing, alex.login, "github.com")).resolves.not.toHaveProperty("found");
  });
});

describe("github.suspend", () => {
  it("says why, and takes it back", async () => {
    await method(suspending).act(target, mark);
    expect(alexNow().suspensionReason).toBe(mark.text);
    await expect(method(suspending).look(target, mark)).resolves.toEqual({
      state: { suspended: true, since: expect.stringMatching(/^20/) },
      effect: "in-effect",
    });

    await method(suspending).undo(target, { suspended: false }, mark);

    expect(alexNow()).toEqual(alex);
    expect(sent().filter((one) => !one.startsWith("GET"))).toEqual([
      `PUT /api/v3${user}/suspended`,
      `DELETE /api/v3${user}/suspended`,
    ]);
  });

  it("does not make somebody else's suspension ours", async () => {
    setAlex({ suspended_at: suspendedAt });

    const error = await failureOf(method(suspending).act(target, mark));

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: false });
    expect(sent()).toEqual([`GET /api/v3${user}`]);
  });

  it("does not unsuspend who was suspended before", async () => {
    setAlex({ suspended_at: suspendedAt });
    const before = { suspended: true, since: suspendedAt };

    const error = await failureOf(method(suspending).undo(target, before, mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(alexNow().suspended_at).toBe(suspendedAt);
  });

  it.each([suspending, removing] as const)(
    "%s does nothing to somebody else who took the login",
    async (kind) => {
      scene({ users: [{ id: 9_999, login: alex.login }] });

      const error = await failureOf(method(kind).act(target, mark));

      expect(error).toMatchObject({ kind: "permanent" });
      expect(error.message).toContain("is not the login of this user (5001) any more");
    },
  );

  it.each([
    [{ isSiteAdmin: false }, /the scope site_admin/],
    [{ ldapSync: true }, /where LDAP Sync is on/],
  ])("says what to do about a refusal: %j", async (setting, advice) => {
    scene(setting);

    const error = await failureOf(method(suspending).act(target, mark));

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toMatch(advice);
  });
});

describe("github.removeMember", () => {
  it("removes one member, and nobody can give that back", async () => {
    await method(removing).act(target, mark);

    expect(alexNow().membership).toBeNull();
    await expect(method(removing).look(target, mark)).resolves.toEqual({
      state: { isMember: false },
      effect: "in-effect",
    });
    const error = await failureOf(method(removing).undo(target, { isMember: true }, mark));
    expect(error).toMatchObject({ kind: "permanent" });
  });

  it("sends nothing where somebody else removed them", async () => {
    setAlex({ membership: null });

    await method(removing).act(target, mark);

    expect(sent().filter((one) => one.startsWith("DELETE"))).toEqual([]);
  });

  it("does not take an organization that GitHub hides for one that they left", async () => {
    const variables = { GITHUB_ORGANIZATION: "fabrikam" };
    const connectors = connectorsFor(stage.vendors.url, variables);

    const error = await failureOf(method(removing, connectors).look(target, mark));

    expect(error.kind).toBe("not-found");
    expect(error.message).toContain("GET /orgs/fabrikam answered 404");
  });

  it("names the permission that is missing", async () => {
    scene({ permissions: "read" });

    const error = await failureOf(method(removing).act(target, mark));

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("Members: Read and write in the organization contoso");
  });

  it("waits where GitHub says 403 and means too many, until it says", async () => {
    scene({ perHour: 0 });

    const error = await failureOf(method(removing).look(target, mark));

    expect(error.kind).toBe("rate-limited");
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
    expect(error.retryAfterSeconds).toBeLessThanOrEqual(3_600);
  });
});

describe("github's credentials", () => {
  const check = (variables: Record<string, string>) =>
    connectorsFor(stage.vendors.url, { GITHUB_SERVER_URL: "", ...variables }).providers[
      vendor
    ]!.check();
  const withSecret = (value: string) => {
    stage.vendors.scene("key-vault", { secrets: { another: { value } } });
    return check({ GITHUB_SECRET_NAME: "another" });
  };

  it("are one token of the installation for all that is asked", async () => {
    await resolve(removing, alex.login, "github.com");

    const tokens = stage.vendors.calls(vendor).filter(({ path }) => path.startsWith("/app/"));
    expect(tokens).toHaveLength(1);
    expect(stage.vendors.calls(vendor).at(-1)!.path).toBe("/orgs/contoso/memberships/alex-contoso");
  });

  it("may be a token", async () => {
    const error = await failureOf(withSecret('{"token":"github-test-another"}'));

    expect(error).toMatchObject({ kind: "auth", status: 401 });
    expect(sent()).toEqual([
      "GET /orgs/contoso/members?per_page=1",
      "GET /orgs/contoso/members?per_page=1",
    ]);
  });

  const app = JSON.parse(githubCredentials()) as { privateKey: string };
  it.each([
    ["of another app", { ...app, appId: 1 }, 401],
    ["of another installation", { ...app, installationId: 1 }, 404],
  ])("%s say where to put valid ones", async (_, wrong, status) => {
    const error = await failureOf(withSecret(JSON.stringify(wrong)));

    expect(error).toMatchObject({ kind: "auth", status });
    expect(error.message).toContain('into the secret "another"');
  });

  it.each([
    "github-test-token",
    { ...githubApp },
    { ...app, privateKey: "-----BEGIN" },
    { token: "" },
  ])("ask nothing when they are none: %#", async (wrong) => {
    const value = typeof wrong === "string" ? wrong : JSON.stringify(wrong);

    const error = await failureOf(withSecret(value));

    expect(error.message).toMatch(/^github: The secret "another" must be JSON with appId/);
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });

  it("are read anew when GitHub refuses the key", async () => {
    const set = (value: string) =>
      stage.vendors.scene("key-vault", { secrets: { turning: { value } } });
    set(JSON.stringify({ ...app, appId: 1 }));
    const variables = { GITHUB_SECRET_NAME: "turning", GITHUB_SERVER_URL: "" };
    const { providers } = connectorsFor(stage.vendors.url, variables);
    await failureOf(providers[vendor]!.check());

    set(githubCredentials());

    await expect(providers[vendor]!.check()).resolves.toContain("members of contoso can be read");
  });

  it("of the server must be a site administrator's", async () => {
    scene({ isSiteAdmin: false });

    const error = await failureOf(stage.connectors.providers[vendor]!.check());

    expect(error).toMatchObject({ kind: "auth" });
    expect(error.message).toContain("octo-admin is no site administrator of 127.0.0.1");
  });
});

describe("github without settings", () => {
  it("names the one that is missing", async () => {
    const variables = { GITHUB_ORGANIZATION: "", GITHUB_SERVER_URL: "" };
    const connectors = connectorsFor(stage.vendors.url, variables);

    const errors = await Promise.all([
      failureOf(method(suspending, connectors).look(target, mark)),
      failureOf(method(removing, connectors).look(target, mark)),
      failureOf(connectors.providers[vendor]!.check()),
    ]);

    expect(errors.map(({ message }) => message)).toEqual([
      "github: GITHUB_SERVER_URL is not set, so nothing was asked",
      "github: GITHUB_ORGANIZATION is not set, so nothing was asked",
      "github: GITHUB_ORGANIZATION is not set, so nothing was asked",
    ]);
    expect(connectors.providers[vendor]!.off).toContain("neither GITHUB_ORGANIZATION nor");
  });

  it("checks what is set up", async () => {
    const variables = { GITHUB_ORGANIZATION: "" };
    const { providers } = connectorsFor(stage.vendors.url, variables);

    await expect(providers[vendor]!.check()).resolves.toBe(
      "octo-admin is a site administrator of 127.0.0.1",
    );
    await expect(stage.connectors.providers[vendor]!.check()).resolves.toContain("; ");
  });
});
