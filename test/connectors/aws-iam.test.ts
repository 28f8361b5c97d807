import { unresolved } from "../support/unresolved";
import type { Connectors } from "../../connectors";
import type { AccountEntity } from "../../domain/entity";
import type { Resolution, Target } from "../../domain/containment";
import { publishedRoles } from "../../simulators/aws/iam-roles";
import { publishedUsers } from "../../simulators/aws/iam-users";
import { keepsConnectorContract } from "../support/connector-contract";
import { delivering, mark, methodIn, simulator as vendor } from "./aws-support";
import { failureOf, useStage } from "./stage";

const stage = useStage();
const account = "123456789012";
const arn = `arn:aws:iam::${account}:user/ci/build-agent`;
const [one, two] = ["AKIASIMULATED0000001", "AKIASIMULATED0000002"];
const user: Target = {
  id: "AIDASIMULATEDUSER0001",
  label: "build-agent",
  names: ["build-agent", arn],
  isPrivileged: false,
};
const roleArn = `arn:aws:iam::${account}:role/service/web-backend`;
const role: Target = {
  id: "AROASIMULATEDROLE0002",
  label: "web-backend",
  names: ["web-backend", roleArn],
};
const bothActive = { keys: { [one]: "Active", [two]: "Active" } };

interface Account {
  users: { UserName: string; Tags: Record<string, string>; keys: Record<string, string> }[];
  roles: { RoleName: string; policies: Record<string, string> }[];
}
const held = () => stage.vendors.state(vendor) as Account;
const userNow = () => held().users.find(({ UserName }) => UserName === user.label)!;
const policies = () => held().roles.find(({ RoleName }) => RoleName === role.label)!.policies;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const setKeys = (first: string, second: string, Tags = {}) =>
  scene({ users: [{ UserName: user.label, keys: { [one]: first, [two]: second }, Tags }] });
const keysOf = (connectors: Connectors = stage.connectors) =>
  methodIn(connectors, "disable-aws-access-keys");
const sessionsOf = (connectors: Connectors = stage.connectors) =>
  methodIn(connectors, "revoke-aws-role-sessions");
const operations = () => stage.vendors.calls(vendor).map(({ operation }) => operation);

beforeEach(() =>
  scene({
    denied: [],
    requestsPerMinute: 100_000,
    users: publishedUsers.map((row) => ({ missing: [], ...row })),
    roles: publishedRoles,
  }),
);

const claimOf = (more: Partial<AccountEntity> = {}) => ({
  kind: "account" as const,
  account: { kind: "Account" as const, label: arn, ...more },
});
const contract = (
  name: string,
  route: string,
  call: (connectors: Connectors) => Promise<unknown>,
): void =>
  keepsConnectorContract(
    `aws.${name} at ${route}`,
    { vendor, connector: "aws", route, isWrite: false, call },
    stage,
  );

contract("accessKeys.resolve()", "GetUser", (connectors) => keysOf(connectors).resolve(claimOf()));
contract("accessKeys.resolve()", "SimulatePrincipalPolicy", (connectors) =>
  keysOf(connectors).resolve(claimOf()),
);
contract("accessKeys.look()", "ListAccessKeys", (connectors) =>
  keysOf(connectors).look(user, mark),
);
contract("roleSessions.look()", "GetRole", (connectors) => sessionsOf(connectors).look(role, mark));
contract("roleSessions.look()", "GetRolePolicy", (connectors) =>
  sessionsOf(connectors).look(role, mark),
);

const write = { vendor, connector: "aws", isWrite: true, ignoresAnswer: true };
keepsConnectorContract(
  "aws.accessKeys.act()",
  {
    ...write,
    route: "UpdateAccessKey",
    call: (connectors) => {
      setKeys("Active", "Active");
      return keysOf(connectors).act(user, mark);
    },
    repeat: {
      deliver: delivering("disable-aws-access-keys", user),
      stored: () =>
        Object.values(userNow().keys).every((status) => status === "Inactive") ? 1 : 0,
    },
  },
  stage,
);
for (const route of ["TagUser", "UpdateAccessKey", "UntagUser"]) {
  keepsConnectorContract(
    `aws.accessKeys.undo() at ${route}`,
    {
      ...write,
      route,
      call: (connectors) => {
        setKeys("Inactive", "Inactive");
        return keysOf(connectors).undo(user, bothActive, mark);
      },
    },
    stage,
  );
}
keepsConnectorContract(
  "aws.roleSessions.act()",
  {
    ...write,
    route: "PutRolePolicy",
    call: (connectors) => sessionsOf(connectors).act(role, mark),
    repeat: {
      deliver: delivering("revoke-aws-role-sessions", role),
      stored: () => Object.keys(policies()).filter((name) => name.startsWith("soar-")).length,
    },
  },
  stage,
);
keepsConnectorContract(
  "aws.roleSessions.undo()",
  {
    ...write,
    route: "DeleteRolePolicy",
    call: async (connectors) => {
      await sessionsOf().act(role, mark);
      stage.vendors.clearCalls();
      return sessionsOf(connectors).undo(role, { policy: null }, mark);
    },
  },
  stage,
);

describe("aws.accessKeys.resolve()", () => {
  const resolve = (more?: Partial<AccountEntity>): Promise<Resolution> =>
    keysOf().resolve(claimOf(more));

  it.each([
    ["its ARN", { label: arn }],
    ["its name", { label: "build-agent" }],
    ["its ARN as the account's name", { label: "somebody", name: arn }],
  ])("finds a user by %s", async (_, more) => {
    await expect(resolve(more)).resolves.toEqual({ found: user });
  });

  it.each([
    ["an ARN with another path", { label: arn.replace("/ci/", "/") }, /has no IAM user/],
    ["a part of a name", { label: "build" }, /has no IAM user/],
    ["a name in other letters", { label: "BUILD-AGENT" }, /has no IAM user/],
    [
      "a user of another account",
      { label: arn.replace(account, "999999999999") },
      /no IAM user of/,
    ],
    ["a role", { label: roleArn }, /sessions are revoked at the role/],
    ["the root user", { label: `arn:aws:iam::${account}:root` }, /no IAM user of/],
    ["an account of Entra ID", { label: "build-agent", aadUserId: "1" }, /another directory/],
    ["an account of a domain", { label: "build-agent", ntDomain: "CONTOSO" }, /another directory/],
    ["a name that nobody can have", { label: "build agent" }, /no name that a user/],
    ["a user without keys", { label: "console-only" }, /has no access key/],
  ])("asks a human about %s", async (_, more, question) => {
    expect(unresolved(await resolve(more))).toMatch(question);
  });

  it("says who may change who may do what", async () => {
    await expect(resolve({ label: "administrator" })).resolves.toMatchObject({
      found: { isPrivileged: true },
    });
  });

  it.each([
    ["users", "iam:CreateAccessKey arn:aws:iam::*:user/*", true],
    ["the role of this app", `iam:PutRolePolicy arn:aws:iam::${account}:role/*`, true],
    ["its own keys", `iam:CreateAccessKey ${arn}`, false],
  ])("says whether who may change %s has power", async (_, allowed, isPrivileged) => {
    scene({ users: [{ UserName: user.label, allowed: [allowed] }] });

    await expect(resolve()).resolves.toEqual({ found: { ...user, isPrivileged } });
  });

  it("does not say who may where AWS could not tell", async () => {
    scene({ users: [{ UserName: user.label, missing: ["aws:MultiFactorAuthPresent"] }] });

    const { isPrivileged: _, ...unknown } = user;
    await expect(resolve()).resolves.toEqual({ found: unknown });
  });
});

describe("aws.accessKeys", () => {
  it("makes those active again that were, and no other", async () => {
    setKeys("Active", "Inactive");
    const { state } = await keysOf().look(user, mark);
    await keysOf().act(user, mark);
    expect(await keysOf().look(user, mark)).toMatchObject({ effect: "in-effect" });

    await keysOf().undo(user, state, mark);

    expect(userNow().keys).toEqual({ [one]: "Active", [two]: "Inactive" });
    expect(operations()).not.toContain("TagUser");
  });

  it("shows a user whose undo was stopped as it was before the undo, and ends it", async () => {
    setKeys("Active", "Inactive", { owner: "ci", "soar:restoring": `${one} ${two}` });

    expect(await keysOf().look(user, mark)).toEqual({
      state: { keys: { [one]: "Inactive", [two]: "Inactive" } },
      effect: "none",
    });
    await keysOf().undo(user, bothActive, mark);

    expect(userNow()).toMatchObject({ ...bothActive, Tags: { owner: "ci" } });
  });

  it("disables them all when it is wanted again before its undo was over", async () => {
    setKeys("Active", "Inactive", { "soar:restoring": `${one} ${two}` });

    await keysOf().act(user, mark);

    expect(await keysOf().look(user, mark)).toMatchObject({ effect: "in-effect" });
    expect(userNow()).toMatchObject({ keys: { [one]: "Inactive" }, Tags: {} });
  });

  it("changes nobody who took the user's name since", async () => {
    scene({ users: [{ UserName: user.label, UserId: "AIDASOMEBODYELSE00001" }] });

    const error = await failureOf(keysOf().act(user, mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toContain("deleted or renamed");
    expect(operations()).not.toContain("UpdateAccessKey");
  });

  it("makes none active where it does not know which were", async () => {
    expect((await failureOf(keysOf().undo(user, null, mark))).kind).toBe("permanent");
  });

  it("names the permission that lacks", async () => {
    scene({ denied: ["iam:UpdateAccessKey"] });

    const { message } = await failureOf(keysOf().act(user, mark));

    expect(message).toContain("give the role in AWS_ROLE_ARN the permission iam:UpdateAccessKey");
  });
});

describe("aws.roleSessions.resolve()", () => {
  const resolve = (id: string): Promise<Resolution> =>
    sessionsOf().resolve({
      kind: "resource",
      resource: { kind: "CloudResource", label: id, platform: "aws", id },
    });

  it.each([roleArn, `arn:aws:sts::${account}:assumed-role/web-backend/session-1`])(
    "finds the role of %s",
    async (id) => {
      await expect(resolve(id)).resolves.toEqual({ found: role });
    },
  );

  it.each([
    [roleArn.replace("/service/", "/"), /has no IAM role/],
    [`arn:aws:sts::${account}:assumed-role/web/session-1`, /has no IAM role/],
    [roleArn.replace(account, "999999999999"), /Only sessions of an IAM role/],
    [`arn:aws:s3:::${account}`, /Only sessions of an IAM role/],
    [`arn:aws:iam::${account}:role/soar-response`, /this app works/],
    [
      `arn:aws:iam::${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
      /service of AWS/,
    ],
    [
      `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alex`,
      /IAM Identity Center/,
    ],
  ])("asks a human about %s", async (id, question) => {
    expect(unresolved(await resolve(id))).toMatch(question);
  });
});

describe("aws.roleSessions", () => {
  it("denies everything to the sessions from before it began, and changes nothing else", async () => {
    await sessionsOf().act(role, mark);

    const [[, written] = ["", ""]] = Object.entries(policies()).filter(
      ([name]) => name !== "read-orders",
    );
    expect(JSON.parse(written)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "incident4711runrespond1",
          Effect: "Deny",
          Action: ["*"],
          Resource: ["*"],
          Condition: { DateLessThan: { "aws:TokenIssueTime": mark.since } },
        },
      ],
    });
    expect(Object.keys(policies())).toEqual([
      "read-orders",
      expect.stringMatching(/^soar-[0-9a-f]{12}$/),
    ]);
  });

  it("leaves a policy that somebody else changed", async () => {
    await sessionsOf().act(role, mark);
    const [name] = Object.keys(policies()).filter((all) => all.startsWith("soar-"));
    const changed = { [name!]: '{"Version":"2012-10-17","Statement":[]}' };
    scene({ roles: [{ RoleName: role.label, policies: changed }] });

    const error = await failureOf(sessionsOf().undo(role, { policy: null }, mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(policies()).toEqual(changed);
  });

  it("knows its policy again however IAM writes it", async () => {
    await sessionsOf().act(role, mark);
    const [[name, text] = ["", ""]] = Object.entries(policies()).filter(
      ([of]) => of !== "read-orders",
    );
    const written = text.replaceAll('["*"]', '"*"').replaceAll(",", " ,\n");
    scene({ roles: [{ RoleName: role.label, policies: { [name]: written } }] });

    expect(await sessionsOf().look(role, mark)).toEqual({
      state: { policy: written },
      effect: "in-effect",
    });
  });

  it.each(["words", "{}", '{"Version":"2012-10-17","Statement":[]}'])(
    "does not take another policy for its own: %s",
    async (other) => {
      await sessionsOf().act(role, mark);
      const [name = ""] = Object.keys(policies()).filter((of) => of.startsWith("soar-"));
      scene({ roles: [{ RoleName: role.label, policies: { [name]: other } }] });

      expect((await sessionsOf().look(role, mark)).effect).toBe("none");
      expect((await failureOf(sessionsOf().act(role, mark))).kind).toBe("permanent");
      expect(policies()).toEqual({ [name]: other });
    },
  );

  it("undoes nothing where there is nothing of ours", async () => {
    await sessionsOf().undo(role, { policy: null }, mark);

    expect(operations()).not.toContain("DeleteRolePolicy");
  });

  it("changes no role that took the name since", async () => {
    scene({ roles: [{ RoleName: role.label, RoleId: "AROASOMETHINGELSE0001" }] });

    expect((await failureOf(sessionsOf().look(role, mark))).message).toContain("was deleted");
  });
});
