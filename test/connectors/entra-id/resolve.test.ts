import * as fc from "fast-check";
import { hostileText } from "../../support/hostile";
import { claimOf, ids, type OpenDirectory, openDirectory } from "./directory";
import { directoryRoles } from "../../support/graph-roles";

let directory: OpenDirectory;
beforeEach(async () => {
  directory = await openDirectory();
});
afterEach(() => directory.close());

const resolve = (said: Parameters<typeof claimOf>[0]) =>
  directory["disable-account"].resolve(claimOf(said));
const questionOf = async (said: Parameters<typeof claimOf>[0]): Promise<string> => {
  const resolution = await resolve(said);
  return "question" in resolution ? resolution.question : JSON.stringify(resolution);
};
const paths = () => directory.calls().map(({ path }) => decodeURIComponent(path));

describe("an account is found", () => {
  it.each([
    ["its object id", { aadUserId: ids.alex }, ids.alex],
    ["its name, in any case of a to z", { userPrincipalName: "ALEX@contoso.example" }, ids.alex],
    [
      "its SID of Entra ID",
      { sid: "S-1-12-1-2576980377-2576980377-2576980377-2576980377" },
      ids.alex,
    ],
    [
      "both, when they are of one account",
      { aadUserId: ids.alex, userPrincipalName: "alex@contoso.example" },
      ids.alex,
    ],
  ])("by %s", async (_title, said, id) => {
    expect(await resolve(said)).toMatchObject({ found: { id, label: "alex@contoso.example" } });
  });

  it("by the name of a guest, and told what it is", async () => {
    const resolution = await resolve({
      userPrincipalName: "lee_partner.example#EXT#@contoso.example",
    });

    expect(resolution).toMatchObject({
      found: { id: ids.guest, names: expect.arrayContaining(["lee@partner.example"]) },
    });
    expect(directory.calls()[0]?.path).toContain("lee_partner.example%23EXT%23%40contoso.example?");
  });

  it("by the address by which its home calls a guest, beside its id", async () => {
    const said = { aadUserId: ids.guest, userPrincipalName: "lee@partner.example" };

    expect(await resolve(said)).toMatchObject({ found: { id: ids.guest } });
  });

  it("by a name that begins with $ and has an apostrophe", async () => {
    const userPrincipalName = "$o'neil@contoso.example";
    directory.scene({ users: [{ id: ids.alex, userPrincipalName }] });

    expect(await resolve({ userPrincipalName })).toMatchObject({ found: { id: ids.alex } });
    expect(paths()[0]).toContain("/v1.0/users('$o''neil@contoso.example')?");
  });

  it.each([
    ["SID", { sid: "S-1-5-21-1004336348-1177238915-682003330-1104" }],
    ["name and short domain", { name: "kim", ntDomain: "CONTOSO" }],
    ["name and full domain", { name: "Kim", ntDomain: "contoso.example" }],
  ])("by its on-premises %s, when sessions are revoked", async (_title, said) => {
    expect(await directory["revoke-sessions"].resolve(claimOf(said))).toMatchObject({
      found: {
        id: ids.kim,
        isSynced: true,
        isPrivileged: false,
        names: expect.arrayContaining([
          "kim@contoso.example",
          "kim",
          "contoso\\kim",
          "S-1-5-21-1004336348-1177238915-682003330-1104",
          "Kim Akers",
        ]),
      },
    });
  });
});

describe("an account of power", () => {
  it("is told by its role", async () => {
    expect(await resolve({ aadUserId: ids.admin })).toMatchObject({
      found: { isPrivileged: true, roles: ["Global Administrator"] },
    });
  });

  it("is told by a group that can hold roles", async () => {
    expect(await resolve({ aadUserId: ids.robin })).toMatchObject({
      found: { isPrivileged: true, roles: ["Tier 0 operators"] },
    });
  });

  it("is told by a role that it may activate", async () => {
    expect(await resolve({ aadUserId: ids.sam })).toMatchObject({
      found: { isPrivileged: true, roles: ["Security Administrator (eligible)"] },
    });
  });

  it("is not looked for among the eligible where the tenant has no licence for them", async () => {
    directory.scene({ hasP2: false });

    expect(await resolve({ aadUserId: ids.sam })).toMatchObject({
      found: { isPrivileged: false, roles: [] },
    });
  });

  it.each(["RoleManagement.Read.Directory", "GroupMember.Read.All"])(
    "is not told apart without %s: that fails, and names it",
    async (permission) => {
      const poor = await openDirectory(
        directoryRoles.filter(
          (role) => role !== permission && role !== "GroupMember.ReadWrite.All",
        ),
      );
      try {
        await expect(
          poor["disable-account"].resolve(claimOf({ aadUserId: ids.robin })),
        ).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining(permission) });
      } finally {
        await poor.close();
      }
    },
  );
});

describe("a human is asked", () => {
  it("to disable a synchronised account where it is mastered", async () => {
    const question = await questionOf({ aadUserId: ids.kim });

    expect(question).toContain("disable it in Active Directory");
    expect(question).toContain("sessions can be revoked here");
  });

  it("not when the account was moved to the cloud", async () => {
    const users = [
      {
        id: ids.kim,
        userPrincipalName: "kim@contoso.example",
        onPremisesSyncEnabled: true,
        isCloudManaged: true,
      },
    ];
    directory.scene({ users });

    expect(await resolve({ aadUserId: ids.kim })).toMatchObject({ found: { isSynced: false } });
  });

  it.each(["revoke-sessions", "confirm-compromised"] as const)(
    "what to do with a guest, on whom %s has no effect",
    async (kind) => {
      expect(await directory[kind].resolve(claimOf({ aadUserId: ids.guest }))).toEqual({
        question: expect.stringContaining("does nothing"),
      });
    },
  );

  it.each([
    [
      "an object id that there is not",
      { aadUserId: "00000000-0000-4000-8000-000000000000" },
      "was not found",
    ],
    ["a name that there is not", { userPrincipalName: "nobody@contoso.example" }, "was not found"],
    ["a SID that there is not", { sid: "S-1-5-21-1-2-3-4" }, "was not found"],
    ["a SID of no user", { sid: "S-1-5-18" }, "no user's"],
    ["a name without a domain", { name: "kim" }, "could be anyone"],
    ["a name in another domain", { name: "kim", ntDomain: "FABRIKAM" }, "was not found"],
    ["nothing", {}, "could be anyone"],
    [
      "an id and a name of two",
      { aadUserId: ids.alex, userPrincipalName: "kim@contoso.example" },
      "not of the same account",
    ],
    [
      "an id and a SID of two",
      { aadUserId: ids.alex, sid: "S-1-5-21-1004336348-1177238915-682003330-1104" },
      "not of the same account",
    ],
  ])("who is meant by %s", async (_title, said, words) => {
    expect(await questionOf(said)).toContain(words);
  });

  it("which of two with one name in two domains of the same short name", async () => {
    const twin = (id: string, domain: string) => ({
      id,
      userPrincipalName: `kim@${domain}`,
      onPremisesSamAccountName: "kim",
      onPremisesDomainName: domain,
    });
    directory.scene({
      users: [twin(ids.alex, "contoso.example"), twin(ids.kim, "contoso.test")],
    });

    expect(await questionOf({ name: "kim", ntDomain: "CONTOSO" })).toContain("several accounts");
    expect(await resolve({ name: "kim", ntDomain: "contoso.test" })).toMatchObject({
      found: { id: ids.kim },
    });
  });
});

describe("among many accounts", () => {
  const many = Array.from({ length: 120 }, (_, n) => ({
    id: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    userPrincipalName: `user${n}@contoso.example`,
    onPremisesSamAccountName: `user${n}`,
    onPremisesDomainName: "contoso.example",
  }));
  const names = new Set(many.map(({ userPrincipalName }) => userPrincipalName));
  const folded = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

  // Letters that directories, or careless code, take for the one beside them.
  const lookAlikes: Record<string, string> = { u: "ü", s: "ſ", e: "е", r: "ʀ", k: "\u212A" };
  const disguised = fc
    .tuple(
      fc.constantFrom(...names, "user1", "user77"),
      fc.constantFrom(...Object.keys(lookAlikes)),
    )
    .map(([name, letter]) => name.replace(letter, lookAlikes[letter]!))
    .filter((name) => !names.has(name));
  const partial = fc
    .tuple(fc.constantFrom(...names), fc.nat(20), fc.nat(20))
    .map(([name, from, length]) => name.slice(from, from + length))
    .filter((name) => !names.has(name));
  const hostile = fc.oneof(
    hostileText,
    disguised,
    partial,
    fc.constantFrom("", "*", "%", "user*", "*@contoso.example", "user@contoso.example", "user1"),
    fc.constantFrom("' or '1' eq '1", "x' or startswith(userPrincipalName,'u') or mail eq 'x"),
    fc.constant("u".repeat(10_000)),
    fc.constant(`${"user1".repeat(2_000)}@contoso.example`),
    fc.constant("../../users/user1@contoso.example"),
  );

  it("a name that is not exactly one of theirs hits none, however it is given", async () => {
    directory.scene({ users: many });
    await fc.assert(
      fc.asyncProperty(
        hostile.filter((text) => !names.has(folded(text))),
        fc.constantFrom("userPrincipalName", "aadUserId", "sid", "name"),
        async (text, member) => {
          // That one is the name of an on-premises account.
          fc.pre(member !== "name" || !/^user\d{1,3}$/i.test(text));
          const said = { [member]: text, ...(member === "name" && { ntDomain: "contoso" }) };
          const resolution = await resolve(said);

          expect(resolution).toEqual({ question: expect.any(String) });
        },
      ),
      { numRuns: 300 },
    );
    const sent = paths().join("\n");
    expect(sent).not.toMatch(/startswith\(|contains\(|\$search/i);
  });

  it.each(["\u212Aim", "kím", "ｋｉｍ", "kim\u0301"])(
    "a look-alike that the directory itself takes for a name hits none: %s",
    async (name) => {
      expect(await questionOf({ name, ntDomain: "CONTOSO" })).toContain("was not found");
      expect(directory.calls()).toMatchObject([{ status: 200 }]);
    },
  );

  it("its own name hits the one that it names", async () => {
    directory.scene({ users: many });
    for (const { id, userPrincipalName } of many.slice(0, 12)) {
      expect(await resolve({ userPrincipalName })).toMatchObject({ found: { id } });
    }
  });
});

it.each([
  "GET /v1.0/users/{user}/transitiveMemberOf/microsoft.graph.directoryRole",
  "GET /v1.0/users/{user}/transitiveMemberOf/microsoft.graph.group",
  "GET /v1.0/roleManagement/directory/roleEligibilityScheduleInstances",
])(
  "nobody is taken for unprivileged by an empty page of a list that goes on: %s",
  async (route) => {
    const next = "https://graph.microsoft.com/v1.0/next?$skiptoken=x";
    const body = { value: [], "@odata.nextLink": next };
    directory.fault({ vendor: "microsoft-graph", route, status: 200, body });

    await expect(resolve({ aadUserId: ids.alex })).rejects.toThrow(
      "not known whether it is privileged",
    );
  },
);
