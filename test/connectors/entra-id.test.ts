import type { VendorActivities, Step } from "../../activities";
import { once } from "../../activities/once";
import type { Connectors } from "../../connectors";
import { memoryLedger } from "../../ledger/memory";
import type { RunningSimulators } from "../../simulators/server";
import { keepsConnectorContract } from "../support/connector-contract";
import { accountNamed, blockedGroup, claimOf, ids, targetOf } from "./entra-id/directory";
import { failureOf, useStage } from "./stage";

const stage = useStage();
const graph = "microsoft-graph";
const alex = targetOf(ids.alex);
const mark = { text: "incident/4711 run/respond-3f9c", since: "2026-01-01T00:00:00.000Z" };
const user = "/v1.0/users/{user}";
const risky = "/v1.0/identityProtection/riskyUsers";
const member = "/v1.0/users/{user}/transitiveMemberOf/microsoft.graph";

beforeEach(() => {
  stage.vendors.scene(graph, {
    riskRequestsPerSecond: 100_000,
    hasP2: true,
    replicationSeconds: 0,
    users: [
      {
        id: ids.alex,
        userPrincipalName: "alex@contoso.example",
        onPremisesSamAccountName: "alex",
        onPremisesDomainName: "contoso.example",
        onPremisesSecurityIdentifier: "S-1-5-21-1-2-3-4",
        signInSessionsValidFromDateTime: "2025-01-01T00:00:00Z",
        authenticationMethods: [{ id: "key-1", type: "fido2AuthenticationMethod" }],
      },
    ],
    groups: [{ id: blockedGroup, displayName: "Blocked sign-ins" }],
  });
});

type Operation = Parameters<typeof keepsConnectorContract>[1];
type Kind = keyof Connectors["entra-id"]["containments"];
const contract = (name: string, operation: Omit<Operation, "vendor" | "connector">) =>
  keepsConnectorContract(
    `entra-id ${name}`,
    { vendor: graph, connector: "entra-id", ...operation },
    stage,
  );
const method = ({ "entra-id": accounts }: Connectors, kind: Kind) => accounts.containments[kind];

const step: Step = {
  key: "incident/contain",
  runId: "run-1",
  at: "2026-01-01T00:00:00.000Z",
};
const ledgers = new WeakMap<VendorActivities, ReturnType<typeof memoryLedger>>();

/** A write as the engine of containments sends it: once, and looked for when its answer was lost. */
const delivering = (
  change: (connectors: Connectors) => Promise<void>,
  isDone: (connectors: Connectors) => Promise<boolean>,
): NonNullable<Operation["repeat"]>["deliver"] =>
  async function deliver(activities) {
    const ledger = ledgers.get(activities) ?? memoryLedger();
    ledgers.set(activities, ledger);
    const ok = await once(ledger, step, {
      action: "contain",
      target: alex.label,
      look: async () => ((await isDone(stage.connectors)) ? true : null),
      send: async () => {
        await change(stage.connectors);
        return true;
      },
    });
    return { ok };
  };
const sent = (verb: string, path: string) => (vendors: RunningSimulators) =>
  vendors.calls(graph).filter((call) => call.method === verb && call.path.startsWith(path)).length;

for (const [by, said, route] of [
  ["object id", { aadUserId: ids.alex }, `GET ${user}`],
  ["name", { userPrincipalName: "alex@contoso.example" }, `GET ${user}`],
  ["SID", { sid: "S-1-5-21-1-2-3-4" }, "GET /v1.0/users"],
  ["name and domain", { name: "alex", ntDomain: "CONTOSO" }, "GET /v1.0/users"],
] as const) {
  contract(`resolve() by ${by}`, {
    route,
    isWrite: false,
    isNotFoundAnAnswer: route === `GET ${user}`,
    call: (connectors) => method(connectors, "disable-account").resolve(claimOf(said)),
  });
}

for (const type of ["directoryRole", "group"]) {
  contract(`resolve(): its ${type}s`, {
    route: `GET ${member}.${type}`,
    isWrite: false,
    call: (connectors) =>
      method(connectors, "disable-account").resolve(claimOf({ aadUserId: ids.alex })),
  });
}

contract("resolve(): roles that it is eligible for", {
  route: "GET /v1.0/roleManagement/directory/roleEligibilityScheduleInstances",
  isWrite: false,
  isNotFoundAnAnswer: true,
  call: (connectors) =>
    method(connectors, "disable-account").resolve(claimOf({ aadUserId: ids.alex })),
});

contract("disable-account look()", {
  route: `GET ${user}`,
  isWrite: false,
  call: (connectors) => method(connectors, "disable-account").look(alex, mark),
});

contract("revoke-sessions look()", {
  route: `GET ${user}`,
  isWrite: false,
  call: (connectors) => method(connectors, "revoke-sessions").look(alex, mark),
});

contract("confirm-compromised look()", {
  route: `GET ${risky}/{id}`,
  isWrite: false,
  isNotFoundAnAnswer: true,
  call: (connectors) => method(connectors, "confirm-compromised").look(alex, mark),
});

contract("block-group look(): its group", {
  route: "GET /v1.0/groups/{group}",
  isWrite: false,
  call: (connectors) => method(connectors, "block-group").look(alex, mark),
});

contract("block-group look(): its member", {
  route: "GET /v1.0/groups/{group}/members/{member}/$ref",
  isWrite: false,
  isNotFoundAnAnswer: true,
  call: (connectors) => method(connectors, "block-group").look(alex, mark),
});

contract("require-password-change look()", {
  route: `GET ${user}`,
  isWrite: false,
  call: (connectors) => method(connectors, "require-password-change").look(alex, mark),
});

contract("reset-mfa-methods look()", {
  route: `GET ${user}/authentication/methods`,
  isWrite: false,
  call: (connectors) => method(connectors, "reset-mfa-methods").look(alex, mark),
});

describe("of an account with a code on paper", () => {
  beforeEach(() => {
    const authenticationMethods = [{ id: "qr-1", type: "qrCodePinAuthenticationMethod" }];
    const alexander = { id: ids.alex, userPrincipalName: "alex@contoso.example" };
    stage.vendors.scene(graph, { users: [{ ...alexander, authenticationMethods }] });
  });

  contract("reset-mfa-methods act(): the code", {
    route: `DELETE ${user}/authentication/qrCodePinMethod`,
    isWrite: true,
    ignoresAnswer: true,
    isNotFoundAnAnswer: true,
    call: (connectors) => method(connectors, "reset-mfa-methods").act(alex, mark),
    repeat: {
      deliver: delivering(
        (connectors) => method(connectors, "reset-mfa-methods").act(alex, mark),
        async (connectors) =>
          (await method(connectors, "reset-mfa-methods").look(alex, mark)).effect === "in-effect",
      ),
      stored: sent("DELETE", `/v1.0/users/${ids.alex}/authentication/qrCodePinMethod`),
    },
  });
});

const writes: [Kind, route: string, undo?: { before: object; route: string }][] = [
  [
    "disable-account",
    `PATCH ${user}`,
    { before: { accountEnabled: true }, route: `PATCH ${user}` },
  ],
  ["revoke-sessions", `POST ${user}/revokeSignInSessions`],
  [
    "block-group",
    "POST /v1.0/groups/{group}/members/$ref",
    {
      before: { group: blockedGroup, isMember: false },
      route: "DELETE /v1.0/groups/{group}/members/{member}/$ref",
    },
  ],
  [
    "require-password-change",
    `PATCH ${user}`,
    {
      before: {
        forceChangePasswordNextSignIn: false,
        forceChangePasswordNextSignInWithMfa: false,
      },
      route: `PATCH ${user}`,
    },
  ],
  ["reset-mfa-methods", `DELETE ${user}/authentication/{collection}/{method}`],
  [
    "confirm-compromised",
    `POST ${risky}/confirmCompromised`,
    { before: { riskState: "none" }, route: `POST ${risky}/dismiss` },
  ],
];

for (const [kind, route, undo] of writes) {
  const counted = (of: string) => {
    const [verb = "", path = ""] = of.replace("{user}", ids.alex).split(" ");
    return sent(verb, path.split("{", 1)[0]!);
  };
  const isInEffect = async (connectors: Connectors): Promise<boolean> =>
    (await method(connectors, kind).look(alex, mark)).effect === "in-effect";

  contract(`${kind} act()`, {
    route,
    isWrite: true,
    ignoresAnswer: true,
    isNotFoundAnAnswer: route.startsWith("DELETE"),
    call: (connectors) => method(connectors, kind).act(alex, mark),
    repeat: {
      deliver: delivering((connectors) => method(connectors, kind).act(alex, mark), isInEffect),
      stored: counted(route),
    },
  });

  if (!undo) continue;
  describe("of what is in force", () => {
    beforeEach(async () => {
      await method(stage.connectors, kind).act(alex, mark);
      stage.vendors.clearCalls();
    });

    contract(`${kind} undo()`, {
      route: undo.route,
      isWrite: true,
      ignoresAnswer: true,
      isNotFoundAnAnswer: undo.route.startsWith("DELETE"),
      call: (connectors) => method(connectors, kind).undo(alex, undo.before as never, mark),
      repeat: {
        deliver: delivering(
          (connectors) => method(connectors, kind).undo(alex, undo.before as never, mark),
          async (connectors) => !(await isInEffect(connectors)),
        ),
        stored: counted(undo.route),
      },
    });
  });
}

contract("describeAccount()", {
  route: `GET ${user}`,
  isWrite: false,
  isNotFoundAnAnswer: true,
  call: ({ context }) => context.account!([accountNamed({ aadUserId: ids.alex })], 14),
});

contract("check(): accounts", {
  route: "GET /v1.0/users",
  isWrite: false,
  call: ({ "entra-id": accounts }) => accounts.check(),
});

contract("check(): the group", {
  route: "GET /v1.0/groups/{group}",
  isWrite: false,
  call: ({ "entra-id": accounts }) => accounts.check(),
});

contract("check(): roles", {
  route: "GET /v1.0/directoryRoles",
  isWrite: false,
  call: ({ "entra-id": accounts }) => accounts.check(),
});

describe("entra-id check()", () => {
  it("says what works", async () => {
    await expect(stage.connectors["entra-id"].check()).resolves.toBe(
      'accounts and their roles can be read, their risk can be read, the group "Blocked sign-ins" can be used',
    );
  });

  it("fails when the group could make administrators, and says so", async () => {
    stage.vendors.scene(graph, { groups: [{ id: blockedGroup, isAssignableToRole: true }] });

    const error = await failureOf(stage.connectors["entra-id"].check());

    expect(error.message).toContain("could make administrators");
  });

  it("says what lacks for risk, which not every tenant has", async () => {
    stage.vendors.scene(graph, { hasP2: false });

    await expect(stage.connectors["entra-id"].check()).resolves.toContain(
      "their risk cannot: that needs IdentityRiskyUser.Read.All and Entra ID P2",
    );
  });

  it("fails when the permission to read accounts lacks, and names it", async () => {
    stage.vendors.fault({ vendor: graph, route: "GET /v1.0/users", status: 403, forever: true });

    const error = await failureOf(stage.connectors["entra-id"].check());

    expect(error.message).toContain("application permission User.Read.All");
  });
});
