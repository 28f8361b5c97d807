import type { Connectors } from "../../connectors";
import type { Mark } from "../../domain/containing";
import type { Claim, Target } from "../../domain/containment";
import { publishedUsers } from "../../simulators/google/published";
import type { User } from "../../simulators/google/scene";
import { keepsConnectorContract, type Operation } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "google";
const kind = "suspend-workspace-user";
const [alex] = publishedUsers as [User];
const target: Target = { id: alex.id, label: alex.primaryEmail, names: [alex.primaryEmail] };
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };
const users = "/directory/admin/directory/v1/users";
const before = { suspended: false, reason: null };

const scene = (value: object) => stage.vendors.scene(vendor, value);
const withAlex = (changed: Partial<User>) => scene({ users: [{ ...alex, ...changed }] });
const alexNow = () =>
  (stage.vendors.state(vendor) as { users: User[] }).users.find(({ id }) => id === alex.id)!;
const method = (connectors = stage.connectors) => connectors.containments[kind]!;
const act = (connectors?: Connectors) => method(connectors).act(target, mark);
const undo = (connectors?: Connectors) => method(connectors).undo(target, before, mark);
const look = () => method().look(target, mark);
const claimOf = (label: string, more: object = {}): Claim => ({
  kind: "account",
  account: { kind: "Account", label, ...more },
});
const addressClaim: Claim = {
  kind: "observable",
  observable: { kind: "address", value: "45.83.64.10" },
};
const patches = () => stage.vendors.calls(vendor).filter((call) => call.method === "PATCH");

beforeEach(() => {
  scene({
    signing: true,
    delegatedAdmins: ["soar-admin@contoso.example"],
    directoryPerMinute: 10_000,
    users: publishedUsers,
  });
});

const contract = (name: string, operation: Omit<Operation, "vendor" | "connector">): void =>
  keepsConnectorContract(
    `googleWorkspace.${name}`,
    { vendor, connector: "google-workspace", ...operation },
    stage,
  );

contract("resolve()", {
  route: `GET ${users}`,
  isWrite: false,
  isNotFoundAnAnswer: true,
  call: (connectors) => method(connectors).resolve(claimOf(alex.primaryEmail)),
});
contract("look()", {
  route: `GET ${users}`,
  isWrite: false,
  call: (connectors) => method(connectors).look(target, mark),
});
contract("check()", {
  route: `GET ${users}`,
  isWrite: false,
  call: ({ providers }) => providers["google-workspace"]!.check(),
});
contract("act(): signs out", {
  route: `POST ${users}`,
  isWrite: true,
  ignoresAnswer: true,
  call: act,
});
contract("act(): suspends", {
  route: `PATCH ${users}`,
  isWrite: true,
  call: act,
  repeat: {
    deliver: deliveredOnce(
      () => act(),
      async () => (await look()).effect === "in-effect",
    ),
    stored: () => patches().length,
  },
});

describe("of one that is suspended", () => {
  beforeEach(async () => {
    await act();
    stage.vendors.clearCalls();
  });

  contract("undo()", {
    route: `PATCH ${users}`,
    isWrite: true,
    call: undo,
    repeat: {
      deliver: deliveredOnce(
        () => undo(),
        async () => (await look()).effect === "none",
      ),
      stored: () => patches().length,
    },
  });

  it("is seen with why, and taken back once", async () => {
    await expect(look()).resolves.toEqual({
      state: { suspended: true, reason: "ADMIN" },
      effect: "in-effect",
    });

    await undo();
    await undo();

    expect(patches().map(({ body }) => body)).toEqual([{ suspended: false }]);
    await expect(look()).resolves.toEqual({ state: before, effect: "none" });
  });

  it("stays so when Google suspended the user meanwhile", async () => {
    withAlex({ suspended: true, suspensionReason: "ABUSE" });

    const error = await failureOf(undo());

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toContain("suspended by Google (ABUSE)");
    expect(alexNow().suspended).toBe(true);
  });

  it.each([[{ suspended: true, reason: "ADMIN" }], [{}], [null], [[]]])(
    "stays so when it was not active before: %j",
    async (was) => {
      const error = await failureOf(method().undo(target, was, mark));

      expect(error).toMatchObject({ kind: "permanent" });
      expect(patches()).toEqual([]);
    },
  );
});

describe("suspend-workspace-user act()", () => {
  it("ends the sessions first, so that none is left when it is interrupted", async () => {
    await act();

    const writes = stage.vendors
      .calls(vendor)
      .filter(({ method: verb, path }) => verb !== "GET" && path.startsWith("/directory/"));
    expect(writes.map(({ method: verb, path }) => `${verb} ${path}`)).toEqual([
      `POST ${users}/${alex.id}/signOut`,
      `PATCH ${users}/${alex.id}`,
    ]);
    expect(writes[1]!.body).toEqual({ suspended: true });
  });
});

describe("suspend-workspace-user resolve()", () => {
  const resolve = (claim: Claim, connectors = stage.connectors) =>
    method(connectors).resolve(claim);

  it.each([
    ["its label", claimOf(alex.primaryEmail)],
    ["its user principal name", claimOf("Alex", { userPrincipalName: "ALEX@contoso.example" })],
  ])("finds exactly one user by %s, whatever the case", async (_, claim) => {
    await expect(resolve(claim)).resolves.toEqual({
      found: {
        id: alex.id,
        label: alex.primaryEmail,
        names: [alex.primaryEmail, "a.example@contoso.example", "Alex Example"],
        isPrivileged: false,
      },
    });
  });

  it.each([
    [{ isAdmin: true }, true],
    [{ isDelegatedAdmin: true }, true],
    [{}, false],
    [{ isAdmin: undefined }, undefined],
    [{ isAdmin: undefined, isDelegatedAdmin: true }, true],
  ])("of a user that is %j: privileged %s", async (changed, isPrivileged) => {
    withAlex(changed as Partial<User>);

    const { found } = (await resolve(claimOf(alex.primaryEmail))) as { found: Target };

    expect(found.isPrivileged).toBe(isPrivileged);
  });

  it.each([
    ["an alias", claimOf("a.example@contoso.example"), /another address of alex@/],
    ["nobody", claimOf("nobody@contoso.example"), /is nobody/],
    ["a name", claimOf("alex"), /exactly one email/],
    ["an id", claimOf(alex.id), /exactly one email/],
    ["two users", claimOf(alex.primaryEmail, { name: "kim@contoso.example" }), /exactly one email/],
    ["the app's administrator", claimOf("soar-admin@contoso.example"), /in whose place/],
    ["an address", addressClaim, /Only users/],
  ])("asks a human about %s", async (_, claim, question) => {
    await expect(resolve(claim)).resolves.toEqual({ question: expect.stringMatching(question) });
  });
});

describe("delegatedTokens()", () => {
  it("has Google sign for the account, and gets one token for all that ask at once", async () => {
    await Promise.all([look(), look()]);
    await look();

    const asked = (path: string) =>
      stage.vendors.calls(vendor).filter((call) => call.path.startsWith(path));
    const [signing] = asked("/credentials").filter(({ path }) => path.endsWith(":signJwt"));
    const { payload } = signing!.body as { payload: string };
    expect(JSON.parse(payload)).toEqual({
      iss: "soar-response@soar-operations.iam.gserviceaccount.com",
      sub: "soar-admin@contoso.example",
      scope:
        "https://www.googleapis.com/auth/admin.directory.user https://www.googleapis.com/auth/admin.directory.user.security",
      aud: "https://oauth2.googleapis.com/token",
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
    expect(asked("/oauth2/token")).toHaveLength(1);
    expect(Object.fromEntries(new URLSearchParams(asked("/oauth2")[0]!.body as string))).toEqual({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: "***",
    });
  });

  it.each([
    [{ signing: false }, /roles\/iam.serviceAccountTokenCreator on itself/],
    [{ delegatedAdmins: [] }, /in the Admin console delegate/],
  ])("says what to mend with %j", async (lacks, advice) => {
    scene(lacks);

    const error = await failureOf(look());

    expect(error).toMatchObject({ vendor: "google-workspace", kind: "auth" });
    expect(error.message).toMatch(advice);
  });

  it.each([
    ["POST /oauth2", 404, "auth"],
    ["POST /oauth2", 503, "transient"],
    ["POST /oauth2", 429, "rate-limited"],
    ["POST /credentials", 503, "transient"],
  ])("takes an answer of %s with %i for what it is: %s", async (route, status, error) => {
    stage.vendors.fault({ vendor, route, status, forever: true });

    await expect(failureOf(look())).resolves.toMatchObject({ kind: error });
  });

  it("names the administrator when none is set", async () => {
    const connectors = connectorsFor(stage.vendors.url, { GOOGLE_WORKSPACE_ADMIN: "" });

    const error = await failureOf(method(connectors).look(target, mark));

    expect(error.message).toContain("GOOGLE_WORKSPACE_ADMIN is not set");
    expect(connectors.providers["google-workspace"]!.off).toBe("GOOGLE_WORKSPACE_ADMIN is not set");
  });
});

it("waits when the directory says 403 and means later", async () => {
  scene({ directoryPerMinute: 0 });

  const error = await failureOf(look());

  expect(error.toFailure()).toMatchObject({ kind: "rate-limited", retryAfterSeconds: 60 });
});
