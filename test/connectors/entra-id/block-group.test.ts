import type { ConnectorError } from "../../../connectors/connector-error";
import {
  type OpenDirectory,
  blockedGroup,
  claimOf,
  ids,
  openDirectory,
  targetOf,
} from "./directory";

let directory: OpenDirectory;
beforeEach(async () => {
  directory = await openDirectory();
});
afterEach(() => directory.close());

const kind = "block-group";
const alex = targetOf(ids.alex);
const before = { group: blockedGroup, isMember: false };
const members = () => directory.state().groups[0]!.members;
const withMembers = (...all: string[]) =>
  directory.scene({ groups: [{ id: blockedGroup, members: all }] });
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

describe("blocking by a group", () => {
  it("adds the account by its object id, and shows it as a member", async () => {
    withMembers(ids.kim);

    await directory[kind].act(alex, directory.mark());

    expect(writes()).toEqual([
      {
        method: "POST",
        path: `/v1.0/groups/${blockedGroup}/members/$ref`,
        body: {
          "@odata.id": expect.stringMatching(
            new RegExp(`^http.*/v1\\.0/directoryObjects/${ids.alex}$`),
          ),
        },
      },
    ]);
    expect(members()).toEqual([ids.kim, ids.alex]);
    expect(await directory[kind].look(alex, directory.mark())).toEqual({
      state: { group: blockedGroup, isMember: true },
      effect: "in-effect",
    });
  });

  it("takes an account that is in it already for done", async () => {
    withMembers(ids.alex);

    await directory[kind].act(alex, directory.mark());

    expect(members()).toEqual([ids.alex]);
  });

  it("taken back removes the membership, never the account, and leaves the others", async () => {
    withMembers(ids.kim);
    await directory[kind].act(alex, directory.mark());
    directory.clearCalls();

    await directory[kind].undo(alex, before, directory.mark());

    expect(writes()).toEqual([
      {
        method: "DELETE",
        path: `/v1.0/groups/${blockedGroup}/members/${ids.alex}/$ref`,
        body: null,
      },
    ]);
    expect(members()).toEqual([ids.kim]);
    expect(directory.user(ids.alex)).toBeDefined();
  });

  it("taken back twice is as good as once", async () => {
    await directory[kind].act(alex, directory.mark());
    await directory[kind].undo(alex, before, directory.mark());
    await directory[kind].undo(alex, before, directory.mark());

    expect(members()).toEqual([]);
  });

  it.each([
    ["who was in it before", { group: blockedGroup, isMember: true }],
    ["who was put into another group", { group: ids.kim, isMember: false }],
    ["of whom nothing is known", null],
  ])("takes out nobody %s", async (_title, was) => {
    withMembers(ids.alex);

    const error = await failure(directory[kind].undo(alex, was, directory.mark()));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toContain("was not taken out");
    expect(writes()).toEqual([]);
  });

  it("waits until reads show it, within ten seconds", async () => {
    directory.scene({ replicationSeconds: 3 });

    await directory[kind].act(alex, directory.mark());

    expect(directory.waits).toEqual([1_000, 3_000]);
  });

  it.each([
    ["can hold roles", { isAssignableToRole: true }, "could make administrators"],
    ["has a rule", { groupTypes: ["DynamicMembership"] }, "by a rule"],
    ["is synchronised", { onPremisesSyncEnabled: true }, "synchronised from Active Directory"],
    ["is mail-enabled", { mailEnabled: true }, "Exchange keeps its members"],
  ])("never changes a group that %s", async (_title, more, words) => {
    directory.scene({
      groups: [{ id: blockedGroup, displayName: "Blocked", members: [ids.alex], ...more }],
    });
    for (const work of [
      () => directory[kind].resolve(claimOf({ aadUserId: ids.alex })),
      () => directory[kind].act(alex, directory.mark()),
      () => directory[kind].undo(alex, before, directory.mark()),
    ]) {
      const error = await failure(work());
      expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
      expect(error.message).toContain(words);
      expect(error.message).toContain("ENTRA_BLOCK_GROUP");
    }
    expect(writes()).toEqual([]);
  });

  it("says which setting names a group that is not there", async () => {
    directory.scene({ groups: [] });

    const error = await failure(directory[kind].look(alex, directory.mark()));

    expect(error).toMatchObject({ kind: "not-found" });
    expect(error.message).toContain("ENTRA_BLOCK_GROUP names a group that was not found");
  });

  it("is open to an account that is mastered on premises, which disabling is not", async () => {
    const claim = claimOf({ aadUserId: ids.kim });

    expect(await directory[kind].resolve(claim)).toMatchObject({
      found: { id: ids.kim, isSynced: true, isPrivileged: false },
    });
    expect(await directory["disable-account"].resolve(claim)).toHaveProperty("question");
  });
});

describe("without the setting", () => {
  it("says that ENTRA_BLOCK_GROUP is not set, and asks nothing", async () => {
    const poor = await openDirectory(undefined, { hasGroup: false });
    try {
      const error = await failure(poor[kind].look(alex, poor.mark()));

      expect(error).toMatchObject({ kind: "auth" });
      expect(error.message).toContain("ENTRA_BLOCK_GROUP is not set");
      expect(poor.calls()).toEqual([]);
      await expect(poor.connector.check()).resolves.toBe(
        "accounts and their roles can be read, their risk can be read",
      );
    } finally {
      await poor.close();
    }
  });
});
