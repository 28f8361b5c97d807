import { tokenFor } from "../token";
import { type OpenGraph, openGraph } from "./graph-client";

let graph: OpenGraph;
beforeEach(async () => {
  graph = await openGraph();
});
afterEach(() => graph.close());

const alex = "99999999-9999-9999-9999-999999999999";
const group = "9a11b0c5-0000-4000-8000-000000000080";
const everything = [
  "User.Read.All",
  "GroupMember.Read.All",
  "GroupMember.ReadWrite.All",
  "User-PasswordProfile.ReadWrite.All",
  "User.EnableDisableAccount.All",
  "UserAuthenticationMethod.ReadWrite.All",
];
const ask = (method: string, path: string, body?: unknown, roles = everything) =>
  graph.ask(method, path, body, {
    authorization: `Bearer ${tokenFor("https://graph.microsoft.com", { roles })}`,
  });
const link = (id: string) => ({
  "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${id}`,
});
const add = (id = alex, roles = everything) =>
  ask("POST", `/groups/${group}/members/$ref`, link(id), roles);
const remove = (id = alex) => ask("DELETE", `/groups/${group}/members/${id}/$ref`);
const member = (id = alex) => ask("GET", `/groups/${group}/members/${id}/$ref`);
const scene = (more: object) => graph.scene({ groups: [{ id: group, ...more }] });

describe("a group", () => {
  it("shows what is selected, and nothing of its members", async () => {
    const { body } = await ask("GET", `/groups/${group}?$select=id,displayName`);
    const whole = await ask("GET", `/groups/${group}`);
    const wrong = await ask("GET", `/groups/${group}?$select=members2`);

    expect(body).toEqual({
      "@odata.context": expect.any(String),
      id: group,
      displayName: "Blocked sign-ins",
    });
    expect(whole.body).not.toHaveProperty("members");
    expect(wrong.status).toBe(400);
  });

  it("takes a member once, shows it, and loses it", async () => {
    const states = [
      (await member()).status,
      (await add()).status,
      (await member()).status,
      (await remove()).status,
      (await member()).status,
      (await remove()).status,
    ];

    expect(states).toEqual([404, 204, 200, 204, 404, 404]);
  });

  it("says that a member is one already", async () => {
    await add();
    const { status, body } = await add();

    expect([status, body.error.code]).toEqual([400, "Request_BadRequest"]);
    expect(body.error.message).toContain("references already exist");
  });

  it.each([
    ["no link", { id: alex }, 400],
    ["a link to another place", { "@odata.id": "users/alex" }, 400],
    ["nobody's", link("00000000-0000-4000-8000-000000000000"), 404],
  ])("refuses %s", async (_title, body, status) => {
    expect((await ask("POST", `/groups/${group}/members/$ref`, body)).status).toBe(status);
  });

  it.each([
    ["that can hold roles", { isAssignableToRole: true }, 403],
    ["that is synchronised", { onPremisesSyncEnabled: true }, 400],
    ["with a rule", { groupTypes: ["DynamicMembership"] }, 403],
    ["of Exchange", { mailEnabled: true }, 400],
  ])("%s is not changed", async (_title, more, status) => {
    scene({ members: [], ...more });

    expect((await add()).status).toBe(status);
  });

  it("that can hold roles is changed by who may manage roles", async () => {
    scene({ isAssignableToRole: true });

    expect((await add(alex, [...everything, "RoleManagement.ReadWrite.Directory"])).status).toBe(
      204,
    );
  });

  it("shows a change as late as everything else, and to its member as well", async () => {
    graph.scene({ replicationSeconds: 5 });
    const groupsOf = async () =>
      (
        await graph.ask(
          "GET",
          `/users/${alex}/transitiveMemberOf/microsoft.graph.group?$count=true`,
          undefined,
          {
            authorization: `Bearer ${tokenFor("https://graph.microsoft.com", { roles: everything })}`,
            consistencylevel: "eventual",
          },
        )
      ).body.value.map(({ id }) => id);

    await add();
    const before = [(await member()).status, await groupsOf()];
    graph.turnBy(5_000);

    expect(before).toEqual([404, []]);
    expect([(await member()).status, await groupsOf()]).toEqual([200, [group]]);
  });

  it.each([
    { groups: [{ id: "x" }] },
    { groups: [{ id: group, colour: "red" }] },
    { groups: [{ id: group, members: alex }] },
    { groups: [{ id: group, isAssignableToRole: 1 }] },
  ])("is not set by a scene that nobody understands: %j", (wrong) => {
    expect(() => graph.scene(wrong)).toThrow(/group/i);
  });
});

describe("a password profile", () => {
  const profile = (value: unknown, roles = everything) =>
    ask("PATCH", `/users/${alex}`, { passwordProfile: value }, roles);
  const shown = async () =>
    (await ask("GET", `/users/${alex}?$select=passwordProfile`)).body["passwordProfile"];

  it("keeps what a change leaves out, and shows no password", async () => {
    await profile({ forceChangePasswordNextSignInWithMfa: true });
    await profile({ forceChangePasswordNextSignIn: true, password: "Summer-2026!" });

    expect(await shown()).toEqual({
      forceChangePasswordNextSignIn: true,
      forceChangePasswordNextSignInWithMfa: true,
    });
  });

  it("needs a permission of its own", async () => {
    const { status } = await profile({ forceChangePasswordNextSignIn: true }, [
      "User.Read.All",
      "User.EnableDisableAccount.All",
    ]);

    expect([status, await shown()]).toEqual([403, null]);
  });

  it.each([{ forceChangePasswordNextSignIn: "yes" }, { colour: true }, "x"])(
    "refuses what is none: %j",
    async (wrong) => {
      expect((await profile(wrong)).status).toBe(400);
    },
  );

  it("is refused where the rest of a change is not allowed", async () => {
    const body = {
      passwordProfile: { forceChangePasswordNextSignIn: true },
      accountEnabled: false,
    };
    const roles = ["User.Read.All", "User-PasswordProfile.ReadWrite.All"];

    expect((await ask("PATCH", `/users/${alex}`, body, roles)).status).toBe(403);
  });
});

describe("methods of authentication", () => {
  const path = `/users/${alex}/authentication`;
  const registered = (...authenticationMethods: object[]) =>
    graph.scene({
      users: [{ id: alex, userPrincipalName: "alex@contoso.example", authenticationMethods }],
    });

  it("are listed with the password, which cannot be deleted", async () => {
    registered({ id: "1", type: "phoneAuthenticationMethod" });

    const { body } = await ask("GET", `${path}/methods`);
    const password = body.value[0]!.id;

    expect(body.value).toEqual([
      {
        "@odata.type": "#microsoft.graph.passwordAuthenticationMethod",
        id: password,
        createdDateTime: null,
      },
      {
        "@odata.type": "#microsoft.graph.phoneAuthenticationMethod",
        id: "1",
        createdDateTime: null,
      },
    ]);
    expect((await ask("DELETE", `${path}/passwordMethods/${password}`)).status).toBe(400);
  });

  it("are deleted where they belong, once, the default one last", async () => {
    registered(
      { id: "1", type: "phoneAuthenticationMethod", isDefault: true },
      { id: "2", type: "fido2AuthenticationMethod" },
      { id: "3", type: "qrCodePinAuthenticationMethod" },
    );
    const states = [];
    for (const one of ["phoneMethods/2", "phoneMethods/1", "fido2Methods/2", "qrCodePinMethod"]) {
      states.push((await ask("DELETE", `${path}/${one}`)).status);
    }
    for (const one of ["phoneMethods/1", "phoneMethods/1", "qrCodePinMethod"]) {
      states.push((await ask("DELETE", `${path}/${one}`)).status);
    }

    expect(states).toEqual([404, 400, 204, 204, 204, 404, 404]);
  });
});
