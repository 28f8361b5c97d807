import type { ConnectorError } from "../../../connectors/connector-error";
import { type OpenDirectory, claimOf, ids, openDirectory, targetOf } from "./directory";

let directory: OpenDirectory;
beforeEach(async () => {
  directory = await openDirectory();
});
afterEach(() => directory.close());

const alex = targetOf(ids.alex);
const person = { id: ids.alex, userPrincipalName: "alex@contoso.example" };
const writes = () =>
  directory
    .calls()
    .filter(({ method }) => method !== "GET")
    .map(({ method, path, status, body }) => ({ method, path, status, body }));
const failure = (work: Promise<unknown>): Promise<ConnectorError> =>
  work.then(
    () => {
      throw new Error("did not fail");
    },
    (error: ConnectorError) => error,
  );

describe("requiring a new password", () => {
  const kind = "require-password-change";
  const flags = (force: boolean, withMfa = false) => ({
    forceChangePasswordNextSignIn: force,
    forceChangePasswordNextSignInWithMfa: withMfa,
  });
  const withProfile = (passwordProfile: object | null) =>
    directory.scene({ users: [{ ...person, passwordProfile }] });

  it("sends the one flag, and never a password", async () => {
    await directory[kind].act(alex, directory.mark());

    expect(writes()).toEqual([
      {
        method: "PATCH",
        path: `/v1.0/users/${ids.alex}`,
        status: 204,
        body: { passwordProfile: { forceChangePasswordNextSignIn: true } },
      },
    ]);
    expect(await directory[kind].look(alex, directory.mark())).toEqual({
      state: flags(true),
      effect: "in-effect",
    });
  });

  it("taken back sets the flag to what it was", async () => {
    const { state, effect } = await directory[kind].look(alex, directory.mark());
    await directory[kind].act(alex, directory.mark());

    await directory[kind].undo(alex, state, directory.mark());

    expect([state, effect]).toEqual([flags(false), "none"]);
    expect(directory.user(ids.alex).passwordProfile).toEqual(flags(false));
  });

  it("that its user fulfilled is not sent again", async () => {
    withProfile(flags(false));

    await directory[kind].undo(alex, flags(false), directory.mark());

    expect(writes()).toEqual([]);
  });

  it.each([
    ["the one flag", flags(true)],
    ["the other, with MFA", flags(false, true)],
  ])("is in effect by %s, and stays so where it was before", async (_title, profile) => {
    withProfile(profile);

    expect(await directory[kind].look(alex, directory.mark())).toEqual({
      state: profile,
      effect: "in-effect",
    });
    const error = await failure(directory[kind].undo(alex, profile, directory.mark()));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toContain("had to change its password before");
    expect(writes()).toEqual([]);
  });

  it("of an account with a role is refused with what a human has to do", async () => {
    const error = await failure(directory[kind].act(targetOf(ids.admin), directory.mark()));

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("an administrator has to change it");
  });

  it.each([
    ["mastered on premises", ids.kim, "reset it in Active Directory"],
    ["a guest", ids.guest, "its home tenant's"],
  ])("of one who is %s is a question", async (_title, aadUserId, words) => {
    const { question } = (await directory[kind].resolve(claimOf({ aadUserId }))) as {
      question: string;
    };

    expect(question).toContain(words);
  });
});

describe("deleting methods of authentication", () => {
  const kind = "reset-mfa-methods";
  const registered = (...authenticationMethods: object[]) =>
    directory.scene({ users: [{ ...person, authenticationMethods }] });
  const left = () => directory.user(ids.alex).authenticationMethods.map(({ id }) => id);
  const deleted = () =>
    writes().map(({ path, status }) => `${path.split("/authentication/")[1]} ${status}`);

  it.each([
    ["emailAuthenticationMethod", "emailMethods"],
    ["externalAuthenticationMethod", "externalAuthenticationMethods"],
    ["fido2AuthenticationMethod", "fido2Methods"],
    ["hardwareOathAuthenticationMethod", "hardwareOathMethods"],
    ["microsoftAuthenticatorAuthenticationMethod", "microsoftAuthenticatorMethods"],
    ["phoneAuthenticationMethod", "phoneMethods"],
    ["platformCredentialAuthenticationMethod", "platformCredentialMethods"],
    ["softwareOathAuthenticationMethod", "softwareOathMethods"],
    ["temporaryAccessPassAuthenticationMethod", "temporaryAccessPassMethods"],
    ["windowsHelloForBusinessAuthenticationMethod", "windowsHelloForBusinessMethods"],
  ])("has an endpoint for each kind: %s", async (type, collection) => {
    registered({ id: "a/b?c", type });

    await directory[kind].act(alex, directory.mark());

    expect(directory.calls().at(-2)).toMatchObject({
      method: "DELETE",
      path: `/v1.0/users/${ids.alex}/authentication/${collection}/a%2Fb%3Fc`,
      status: 204,
    });
    expect(left()).toEqual([]);
  });

  it("leaves the password, and names no id for a code on paper", async () => {
    registered({ id: "q", type: "qrCodePinAuthenticationMethod" });

    await directory[kind].act(alex, directory.mark());

    expect(deleted()).toEqual(["qrCodePinMethod 204"]);
    expect(await directory[kind].look(alex, directory.mark())).toEqual({
      state: { methods: [] },
      effect: "in-effect",
    });
  });

  it("deletes the default method last, which is refused before", async () => {
    registered(
      { id: "app", type: "microsoftAuthenticatorAuthenticationMethod", isDefault: true },
      { id: "key", type: "fido2AuthenticationMethod" },
    );

    await directory[kind].act(alex, directory.mark());

    expect(deleted()).toEqual([
      "microsoftAuthenticatorMethods/app 400",
      "fido2Methods/key 204",
      "microsoftAuthenticatorMethods/app 204",
    ]);
    expect(left()).toEqual([]);
  });

  it("goes on with what is left when it is called again", async () => {
    registered(
      { id: "key-1", type: "fido2AuthenticationMethod" },
      { id: "key-2", type: "fido2AuthenticationMethod" },
    );
    directory.fault({
      vendor: "microsoft-graph",
      route: "DELETE /v1.0/users/{user}/authentication/{collection}/{method}",
      kind: "reset",
      afterEffect: true,
    });

    await failure(directory[kind].act(alex, directory.mark()));
    expect(left()).toEqual(["key-2"]);
    await directory[kind].act(alex, directory.mark());

    expect(left()).toEqual([]);
  });

  it("tells that it was done in part, whatever refused the rest", async () => {
    registered(
      { id: "key", type: "fido2AuthenticationMethod" },
      { id: "app", type: "microsoftAuthenticatorAuthenticationMethod" },
    );
    directory.fault({
      vendor: "microsoft-graph",
      route: `DELETE /v1.0/users/${ids.alex}/authentication/microsoftAuthenticatorMethods`,
      status: 403,
      forever: true,
    });

    const error = await failure(directory[kind].act(alex, directory.mark()));

    expect(error).toMatchObject({ kind: "auth", status: 403, mayHaveHappened: true });
    expect(left()).toEqual(["app"]);
  });

  it("deletes nothing where there is a kind that it does not know", async () => {
    registered(
      { id: "key", type: "fido2AuthenticationMethod" },
      { id: "new", type: "telepathyAuthenticationMethod" },
    );

    const resolution = await directory[kind].resolve(claimOf({ aadUserId: ids.alex }));
    const error = await failure(directory[kind].act(alex, directory.mark()));

    expect(resolution).toEqual({ question: expect.stringContaining("telepathy") });
    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(left()).toEqual(["key", "new"]);
  });

  it("is never taken back", async () => {
    const error = await failure(directory[kind].undo(alex, { methods: [] }, directory.mark()));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toContain("its user registers anew");
    expect(directory.calls()).toEqual([]);
  });

  it("of a guest is a question: they are kept in its home tenant", async () => {
    expect(await directory[kind].resolve(claimOf({ aadUserId: ids.guest }))).toEqual({
      question: expect.stringContaining("its home tenant's"),
    });
  });
});
