import type { ConnectorError } from "../../../connectors/connector-error";
import { ids, type OpenDirectory, openDirectory, targetOf } from "./directory";
import { directoryRoles } from "../../support/graph-roles";

let directory: OpenDirectory;
beforeEach(async () => {
  directory = await openDirectory();
});
afterEach(() => directory.close());

const alex = targetOf(ids.alex);
const writes = () =>
  directory
    .calls()
    .filter(({ method }) => method !== "GET")
    .map(({ method, path, body }) => ({ method, path, body }));
const failure = (work: Promise<unknown>): Promise<ConnectorError> =>
  work.then(
    () => {
      throw new Error("did not fail");
    },
    (error: ConnectorError) => error,
  );

describe("disabling an account", () => {
  const kind = "disable-account";

  it("sends whether it is enabled and nothing else, to its object id", async () => {
    await directory[kind].act(alex, directory.mark());

    expect(writes()).toEqual([
      { method: "PATCH", path: `/v1.0/users/${ids.alex}`, body: { accountEnabled: false } },
    ]);
    expect(await directory[kind].look(alex, directory.mark())).toEqual({
      state: { accountEnabled: false },
      effect: "in-effect",
    });
  });

  it("taken back leaves the directory as it was, byte for byte", async () => {
    const before = JSON.stringify(directory.state());
    const { state } = await directory[kind].look(alex, directory.mark());

    await directory[kind].act(alex, directory.mark());
    expect(JSON.stringify(directory.state())).not.toBe(before);
    await directory[kind].undo(alex, state, directory.mark());

    expect(JSON.stringify(directory.state())).toBe(before);
    expect(await directory[kind].look(alex, directory.mark())).toEqual({ state, effect: "none" });
  });

  it("waits until reads show it, within ten seconds", async () => {
    directory.scene({ replicationSeconds: 3 });

    await directory[kind].act(alex, directory.mark());

    expect(directory.waits).toEqual([1_000, 3_000]);
    expect(await directory[kind].look(alex, directory.mark())).toMatchObject({
      effect: "in-effect",
    });
  });

  it("is no failure when reads are older still", async () => {
    directory.scene({ replicationSeconds: 60 });

    await directory[kind].act(alex, directory.mark());

    expect(directory.waits).toEqual([1_000, 3_000, 5_000]);
    expect(await directory[kind].look(alex, directory.mark())).toMatchObject({ effect: "none" });
    expect(writes()).toHaveLength(1);
  });

  it("enables nobody who was not enabled before", async () => {
    await directory[kind].act(alex, directory.mark());
    directory.clearCalls();

    for (const before of [{ accountEnabled: false }, {}, null, "x"]) {
      const error = await failure(directory[kind].undo(alex, before, directory.mark()));
      expect(error).toMatchObject({ kind: "permanent" });
      expect(error.message).toContain("was not enabled before");
    }
    expect(directory.calls()).toEqual([]);
  });

  it("taken back twice writes once", async () => {
    await directory[kind].act(alex, directory.mark());
    await directory[kind].undo(alex, { accountEnabled: true }, directory.mark());
    await directory[kind].undo(alex, { accountEnabled: true }, directory.mark());

    expect(writes().map(({ body }) => body)).toEqual([
      { accountEnabled: false },
      { accountEnabled: true },
    ]);
  });

  it("of an administrator is refused with what a human has to do", async () => {
    const error = await failure(directory[kind].act(targetOf(ids.admin), directory.mark()));

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("User.EnableDisableAccount.All");
    expect(error.message).toContain("an administrator has to change it");
    expect(directory.user(ids.admin).accountEnabled).toBe(true);
  });

  it("of a synchronised account is never tried again", async () => {
    const error = await failure(directory[kind].act(targetOf(ids.kim), directory.mark()));

    expect(error).toMatchObject({ kind: "permanent", status: 400, mayHaveHappened: false });
    expect(error.message).toContain("on-premises mastered");
  });

  it.each(["", "*", "alex@contoso.example", `${ids.alex}/manager`, "9".repeat(10_000), "../users"])(
    "takes no target but an object id: %j",
    async (id) => {
      const kinds = [
        kind,
        "revoke-sessions",
        "confirm-compromised",
        "block-group",
        "require-password-change",
        "reset-mfa-methods",
      ] as const;
      for (const kindOf of kinds) {
        const error = await failure(directory[kindOf].act(targetOf(id), directory.mark()));
        expect(error).toMatchObject({ kind: "permanent" });
      }
      expect(directory.calls()).toEqual([]);
    },
  );
});

describe("revoking sessions", () => {
  const kind = "revoke-sessions";

  it("posts nothing, and is in effect from then on", async () => {
    const mark = directory.mark();
    const before = await directory[kind].look(alex, mark);
    directory.clearCalls();

    await directory[kind].act(alex, mark);

    expect(writes()).toEqual([
      { method: "POST", path: `/v1.0/users/${ids.alex}/revokeSignInSessions`, body: null },
    ]);
    const after = await directory[kind].look(alex, mark);
    expect([before.effect, after.effect]).toEqual(["none", "in-effect"]);
    expect(after.state).toEqual(before.state);
  });

  it("that was done before this containment began does not count", async () => {
    await directory[kind].act(alex, directory.mark());
    directory.turnBy(60_000);

    expect(await directory[kind].look(alex, directory.mark())).toMatchObject({ effect: "none" });
  });

  it("counts although Graph tells whole seconds", async () => {
    directory.turnBy(950);
    const mark = directory.mark();

    await directory[kind].act(alex, mark);

    expect(await directory[kind].look(alex, mark)).toMatchObject({ effect: "in-effect" });
    expect(directory.waits).toEqual([]);
  });

  it("is never taken back", async () => {
    expect(await failure(directory[kind].undo(alex, {}, directory.mark()))).toMatchObject({
      kind: "permanent",
      message: expect.stringContaining("signs in again"),
    });
    expect(directory.calls()).toEqual([]);
  });
});

describe("confirming a compromise", () => {
  const kind = "confirm-compromised";
  const robin = targetOf(ids.robin);

  it("names exactly one account, and shows as confirmed", async () => {
    await directory[kind].act(robin, directory.mark());

    expect(writes()).toEqual([
      {
        method: "POST",
        path: "/v1.0/identityProtection/riskyUsers/confirmCompromised",
        body: { userIds: [ids.robin] },
      },
    ]);
    expect(await directory[kind].look(robin, directory.mark())).toEqual({
      state: { riskState: "confirmedCompromised" },
      effect: "in-effect",
    });
  });

  it("of one who was at no risk is dismissed again", async () => {
    const { state } = await directory[kind].look(robin, directory.mark());
    await directory[kind].act(robin, directory.mark());
    await directory[kind].undo(robin, state, directory.mark());

    expect(directory.user(ids.robin).risk).toMatchObject({
      riskState: "dismissed",
      riskLevel: "none",
    });
    expect(await directory[kind].look(robin, directory.mark())).toEqual({ state, effect: "none" });
  });

  it("of one who was at risk before is left, for dismissing would hide that", async () => {
    const { state } = await directory[kind].look(alex, directory.mark());
    await directory[kind].act(alex, directory.mark());

    const error = await failure(directory[kind].undo(alex, state, directory.mark()));

    expect(state).toEqual({ riskState: "atRisk" });
    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toContain("was at risk before");
    expect(directory.user(ids.alex).risk?.riskState).toBe("confirmedCompromised");
  });

  it.each(["remediated", "dismissed", "confirmedSafe", "none"])(
    "takes %s for no risk",
    async (riskState) => {
      directory.thinkOfAlex(riskState);

      expect(await directory[kind].look(alex, directory.mark())).toEqual({
        state: { riskState: "none" },
        effect: "none",
      });
    },
  );

  it("asks Identity Protection once in 1.2 seconds, however many want something of it", async () => {
    await Promise.all([
      directory[kind].act(robin, directory.mark()),
      directory[kind].look(alex, directory.mark()),
      directory.describe({ aadUserId: ids.admin }),
    ]);

    const risky = directory.calls().filter(({ path }) => path.includes("/riskyUsers"));
    expect(risky.length).toBeGreaterThanOrEqual(4);
    expect(risky.map(({ status }) => status)).not.toContain(429);
    const times = risky.map(({ at }) => Date.parse(at));
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_200);
  });

  it("comes back in two seconds when other apps were quicker", async () => {
    directory.scene({ riskRequestsPerSecond: 0 });

    expect(await failure(directory[kind].look(alex, directory.mark()))).toMatchObject({
      kind: "rate-limited",
      retryAfterSeconds: 2,
    });
  });

  it("says what it lacks: the permission, or the licence", async () => {
    directory.scene({ hasP2: false });
    const error = await failure(directory[kind].act(robin, directory.mark()));

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("IdentityRiskyUser.ReadWrite.All");
    expect(error.message).toContain("Entra ID P2");
  });
});

describe("a missing permission", () => {
  it.each([
    ["disable-account", "User.EnableDisableAccount.All"],
    ["revoke-sessions", "User.RevokeSessions.All"],
    ["confirm-compromised", "IdentityRiskyUser.ReadWrite.All"],
    ["block-group", "GroupMember.ReadWrite.All"],
    ["require-password-change", "User-PasswordProfile.ReadWrite.All"],
    ["reset-mfa-methods", "UserAuthenticationMethod.ReadWrite.All"],
  ] as const)("of %s is named: %s", async (kind, permission) => {
    const poor = await openDirectory(directoryRoles.filter((role) => role !== permission));
    try {
      const error = await failure(poor[kind].act(alex, poor.mark()));
      expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
      expect(error.message).toContain(`application permission ${permission}`);
    } finally {
      await poor.close();
    }
  });
});
