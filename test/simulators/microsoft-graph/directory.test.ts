import { tokenFor } from "../token";
import { type OpenGraph, openGraph } from "./graph-client";
import { directoryRoles } from "../../support/graph-roles";

let graph: OpenGraph;
beforeEach(async () => {
  graph = await openGraph();
});
afterEach(() => graph.close());

const alex = "99999999-9999-9999-9999-999999999999";
const kim = "9a11b0c5-0000-4000-8000-000000000011";
const admin = "9a11b0c5-0000-4000-8000-000000000010";
const sam = "9a11b0c5-0000-4000-8000-000000000016";
const robin = "9a11b0c5-0000-4000-8000-000000000015";
const guest = "9a11b0c5-0000-4000-8000-000000000014";
const blocked = "9a11b0c5-0000-4000-8000-000000000080";
const risky = "/identityProtection/riskyUsers";
const cast = "transitiveMemberOf/microsoft.graph";
const eventual = { consistencylevel: "eventual" };

const as = (roles: string[]) => ({
  authorization: `Bearer ${tokenFor("https://graph.microsoft.com", { roles })}`,
});
const ask = (method: string, path: string, body?: unknown, roles = directoryRoles, headers = {}) =>
  graph.ask(method, path, body, { ...as(roles), ...headers });
const enable = (id: string, accountEnabled: unknown, roles = directoryRoles) =>
  ask("PATCH", `/users/${id}`, { accountEnabled }, roles);

interface Users {
  users: { id: string; accountEnabled: boolean; risk: { riskState: string } | null }[];
}
const userIn = (id: string) =>
  (graph.state() as unknown as Users).users.find((user) => user.id === id);

describe("permissions", () => {
  it.each([
    ["GET", "/users", "User.Read.All"],
    ["GET", `/users/${alex}`, "User.Read.All"],
    ["GET", `/users/${alex}/manager`, "User.Read.All"],
    ["PATCH", `/users/${alex}`, "User.EnableDisableAccount.All"],
    ["GET", `/users/${alex}/${cast}.group?$count=true`, "GroupMember.Read.All"],
    ["GET", `/groups/${blocked}`, "GroupMember.Read.All"],
    ["POST", `/groups/${blocked}/members/$ref`, "GroupMember.ReadWrite.All"],
    ["DELETE", `/groups/${blocked}/members/${alex}/$ref`, "GroupMember.ReadWrite.All"],
    ["GET", `/users/${alex}/authentication/methods`, "UserAuthenticationMethod.ReadWrite.All"],
    [
      "DELETE",
      `/users/${alex}/authentication/phoneMethods/1`,
      "UserAuthenticationMethod.ReadWrite.All",
    ],
    ["POST", `/users/${alex}/revokeSignInSessions`, "User.RevokeSessions.All"],
    ["GET", `/users/${alex}/${cast}.directoryRole?$count=true`, "User.Read.All"],
    [
      "GET",
      "/roleManagement/directory/roleEligibilityScheduleInstances",
      "RoleManagement.Read.Directory",
    ],
    ["GET", "/directoryRoles", "RoleManagement.Read.Directory"],
    ["GET", `${risky}/${alex}`, "IdentityRiskyUser.Read.All"],
    ["POST", `${risky}/confirmCompromised`, "IdentityRiskyUser.ReadWrite.All"],
    ["POST", `${risky}/dismiss`, "IdentityRiskyUser.ReadWrite.All"],
    ["GET", `/reports/authenticationMethods/userRegistrationDetails/${alex}`, "AuditLog.Read.All"],
  ])("are needed: %s %s by %s", async (method, path, needed) => {
    const body = method === "GET" ? undefined : { accountEnabled: false, userIds: [alex] };
    // Who may change members may read them.
    const greater = needed === "GroupMember.Read.All" ? "GroupMember.ReadWrite.All" : needed;
    const without = directoryRoles.filter((role) => role !== needed && role !== greater);
    const { status, body: answer } = await ask(method, path, body, without, eventual);

    expect([status, answer.error.code]).toEqual([403, "Authorization_RequestDenied"]);
    expect(userIn(alex)).toMatchObject({ accountEnabled: true, risk: { riskState: "atRisk" } });
  });

  it("to enable accounts are nothing without the one to read them", async () => {
    expect((await enable(alex, false, ["User.EnableDisableAccount.All"])).status).toBe(403);
  });
});

describe("a user", () => {
  it("shows what is selected, and the default members without", async () => {
    const selected = await ask("GET", `/users/${alex}?$select=id,accountEnabled`);
    const plain = await ask("GET", `/users/ALEX@contoso.example`);
    const wrong = await ask("GET", `/users/${alex}?$select=id,enabled`);

    expect(selected.body).toEqual({
      "@odata.context": expect.any(String),
      id: alex,
      accountEnabled: true,
    });
    expect(plain.body).not.toHaveProperty("accountEnabled");
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.message).toContain("'enabled'");
  });

  it("has the SID that Entra ID makes of its object id", async () => {
    const id = "73d664e4-0886-4a73-b745-c694da45ddb4";
    graph.scene({ users: [{ id, userPrincipalName: "a@contoso.example" }] });

    const { body } = await ask("GET", `/users/${id}?$select=securityIdentifier`);

    expect(body["securityIdentifier"]).toBe("S-1-12-1-1943430372-1249052806-2496021943-3034400218");
  });

  it("whose name begins with $ is found in brackets only", async () => {
    const name = "$o'neil@contoso.example";
    graph.scene({ users: [{ id: alex, userPrincipalName: name }] });

    const plain = await ask("GET", `/users/${encodeURIComponent(name)}`);
    const keyed = await ask("GET", `/users('${encodeURIComponent(name.replace("'", "''"))}')`);

    expect([plain.status, keyed.status]).toEqual([400, 200]);
  });

  it("is 404 when there is none", async () => {
    const { status, body } = await ask("GET", "/users/nobody@contoso.example");

    expect([status, body.error.code]).toEqual([404, "Request_ResourceNotFound"]);
  });
});

describe("$filter", () => {
  const find = (filter: string, more = "", headers = {}) =>
    ask(
      "GET",
      `/users?$filter=${encodeURIComponent(filter)}${more}`,
      undefined,
      directoryRoles,
      headers,
    );

  it("knows eq, and doubled quotes", async () => {
    const found = await find("mail eq 'alex@contoso.example'");
    const none = await find("mail eq 'o''neil@contoso.example'");

    expect(found.body.value).toHaveLength(1);
    expect(none.body.value).toEqual([]);
  });

  it.each([
    "startswith(mail,'a')",
    "contains(mail,'a')",
    "mail eq 'o'neil'",
    "mail ne 'a'",
    "mail eq 'a' or mail eq 'b'",
    "age eq '7'",
  ])("refuses %s", async (filter) => {
    expect((await find(filter)).status).toBe(400);
  });

  it("needs the index, said twice, for names of on-premises accounts", async () => {
    const filter = "onPremisesSamAccountName eq 'kim'";

    const plain = await find(filter);
    const half = await find(filter, "", eventual);
    const whole = await find(filter, "&$count=true", eventual);

    expect([plain.body.error.code, half.body.error.code]).toEqual([
      "Request_UnsupportedQuery",
      "Request_UnsupportedQuery",
    ]);
    expect(whole.body).toMatchObject({ "@odata.count": 1, value: [{ id: kim }] });
  });
});

describe("disabling", () => {
  it("answers 204 and nothing else, and is seen", async () => {
    const { status, text } = await enable(alex, false);

    expect([status, text]).toEqual([204, ""]);
    expect(userIn(alex)?.accountEnabled).toBe(false);
  });

  it("is seen later where a scene says so", async () => {
    graph.scene({ replicationSeconds: 5 });
    const read = async () => (await ask("GET", `/users/${alex}?$select=accountEnabled`)).body;

    await enable(alex, false);

    expect(await read()).toMatchObject({ accountEnabled: true });
    graph.turnBy(5_000);
    expect(await read()).toMatchObject({ accountEnabled: false });
  });

  it("is refused for who is mastered on premises, unless that was moved to the cloud", async () => {
    const refused = await enable(kim, false);
    graph.scene({
      users: [
        {
          id: kim,
          userPrincipalName: "kim@contoso.example",
          onPremisesSyncEnabled: true,
          isCloudManaged: true,
        },
      ],
    });
    const moved = await enable(kim, false);

    expect([refused.status, refused.body.error.code]).toEqual([400, "Request_BadRequest"]);
    expect(refused.body.error.message).toContain("on-premises mastered");
    expect(moved.status).toBe(204);
  });

  it.each([
    [admin, ["User Administrator"]],
    [robin, ["User Administrator"]],
    [admin, []],
  ])("is refused for %s to who holds %j", async (id, appDirectoryRoles) => {
    graph.scene({ appDirectoryRoles });

    expect((await enable(id, false)).body.error.code).toBe("Authorization_RequestDenied");
    expect(userIn(id)?.accountEnabled).toBe(true);
  });

  it("of administrators takes a role that outranks theirs", async () => {
    graph.scene({ appDirectoryRoles: ["Privileged Authentication Administrator"] });

    expect((await enable(admin, false)).status).toBe(204);
  });

  it.each([
    ["a text", { accountEnabled: "false" }],
    ["another member", { accountEnabled: false, displayName: "x" }],
    ["nothing", {}],
  ])("takes true and false only, not %s", async (_title, body) => {
    expect((await ask("PATCH", `/users/${alex}`, body)).status).toBe(400);
  });
});

describe("Identity Protection", () => {
  it("takes one request a second, and its 429 does not say when to come back", async () => {
    const first = await ask("GET", `${risky}/${alex}`);
    const second = await ask("GET", `${risky}/${alex}`);
    graph.turnBy(1_000);
    const third = await ask("GET", `${risky}/${alex}`);

    expect([first.status, second.status, third.status]).toEqual([200, 429, 200]);
    expect(second.headers.get("retry-after")).toBeNull();
  });

  it("needs a licence", async () => {
    graph.scene({ hasP2: false });

    expect((await ask("GET", `${risky}/${alex}`)).status).toBe(403);
  });

  it("confirms members, and passes over guests and strangers without a word", async () => {
    const userIds = [admin, guest, "00000000-0000-4000-8000-000000000000"];
    const { status } = await ask("POST", `${risky}/confirmCompromised`, { userIds });

    expect(status).toBe(204);
    expect(userIn(admin)?.risk).toMatchObject({
      riskState: "confirmedCompromised",
      riskLevel: "high",
    });
    expect(userIn(guest)?.risk).toBeNull();
  });

  it("takes 60 at once", async () => {
    const userIds = Array.from({ length: 61 }, () => alex);

    expect((await ask("POST", `${risky}/dismiss`, { userIds })).status).toBe(400);
  });

  it("dismisses what is at risk", async () => {
    await ask("POST", `${risky}/dismiss`, { userIds: [alex, admin] });

    expect(userIn(alex)?.risk).toMatchObject({ riskState: "dismissed", riskLevel: "none" });
    expect(userIn(admin)?.risk).toBeNull();
  });
});

describe("memberships", () => {
  it("have no names for who may read users only", async () => {
    const path = `/users/${admin}/${cast}.directoryRole?$count=true`;
    const named = await ask("GET", path, undefined, directoryRoles, eventual);
    const nameless = await ask("GET", path, undefined, ["User.Read.All"], eventual);

    expect(named.body.value).toMatchObject([{ displayName: "Global Administrator" }]);
    expect(nameless.body.value).toMatchObject([{ id: expect.any(String), displayName: null }]);
  });

  it("tell the roles that may be activated, where there is a licence", async () => {
    const path = `/roleManagement/directory/roleEligibilityScheduleInstances?$filter=${encodeURIComponent(`principalId eq '${sam}'`)}&$expand=roleDefinition`;
    const licensed = await ask("GET", path);
    graph.scene({ hasP2: false });
    const unlicensed = await ask("GET", path);

    expect(licensed.body.value).toMatchObject([
      { principalId: sam, roleDefinition: { displayName: "Security Administrator" } },
    ]);
    expect([unlicensed.status, unlicensed.body.error.code]).toEqual([
      400,
      "AadPremiumLicenseRequired",
    ]);
  });

  it("are cast by the index only", async () => {
    const { body } = await ask("GET", `/users/${admin}/${cast}.directoryRole`);

    expect(body.error.code).toBe("Request_UnsupportedQuery");
  });
});

describe("the registration of methods", () => {
  const report = (id: string) =>
    ask("GET", `/reports/authenticationMethods/userRegistrationDetails/${id}`);

  it("tells who has none, and knows nothing of the disabled", async () => {
    const none = await report(alex);
    const some = await report(admin);
    await enable(alex, false);
    const disabled = await report(alex);

    expect(none.body).toMatchObject({ isMfaRegistered: false, methodsRegistered: [] });
    expect(some.body).toMatchObject({ isMfaRegistered: true, isAdmin: true });
    expect(disabled.status).toBe(404);
  });
});

describe("revoking sessions", () => {
  it("moves the moment from which they count, but not for guests", async () => {
    const before = userIn(guest);
    const own = await ask("POST", `/users/${alex}/revokeSignInSessions`);
    const others = await ask("POST", `/users/${guest}/revokeSignInSessions`);

    expect([own.body.value, others.body.value]).toEqual([true, true]);
    expect(userIn(alex)).toMatchObject({ signInSessionsValidFromDateTime: "2026-08-01T10:45:00Z" });
    expect(userIn(guest)).toEqual(before);
  });
});

describe("a scene of the directory", () => {
  it.each([
    [{ users: [{ userPrincipalName: "x@contoso.example" }] }, "GUID"],
    [{ users: [{ id: alex, userPrincipalName: "x", age: 7 }] }, '"age"'],
    [{ users: [{ id: alex, userPrincipalName: "x", accountEnabled: "yes" }] }, "accountEnabled"],
    [{ replicationSeconds: "5" }, "replicationSeconds"],
    [{ people: [] }, "people"],
  ])("is refused: %j", (scene, words) => {
    expect(() => graph.scene(scene)).toThrow(words);
  });
});
