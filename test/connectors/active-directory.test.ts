import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { bytesOfSid, sidOf } from "../../connectors/active-directory/sid";
import { checkingWrites } from "../../connectors/before-write";
import { Rehearsed, rehearsing } from "../../connectors/rehearsal";
import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import type { AccountEntity } from "../../domain/entity";
import { publishedEntries } from "../../simulators/active-directory/entries";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "active-directory";
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };
const domainSid = "S-1-5-21-1004336348-1177238915-682003330";
const alex = `${domainSid}-1604`;
const dn = "CN=Alex Kim,OU=Staff,DC=corp,DC=contoso,DC=example";
const own = "CN=svc-response,OU=Services,DC=corp,DC=contoso,DC=example";

type Entries = { dn: string; attributes: Record<string, string[]> }[];

const target: Target = { id: alex, label: "alex.kim@contoso.example", names: [] };
const method = (connectors = stage.connectors) => connectors.containments["disable-ad-account"]!;
const act = (connectors = stage.connectors) => method(connectors).act(target, mark);
const look = () => method().look(target, mark);
const resolve = (account: Partial<AccountEntity>) =>
  method().resolve({ kind: "account", account: { kind: "Account", label: "who", ...account } });
const scene = (value: object) => stage.vendors.scene(vendor, value);
const entries = () => (stage.vendors.state(vendor) as { entries: Entries }).entries;
const flagsOf = (name = dn) =>
  entries().find((entry) => entry.dn === name)!.attributes["userAccountControl"];
const withFlags = (flags: number, more: Record<string, string[]> = {}) =>
  scene({
    entries: publishedEntries.map((entry) =>
      entry.dn === dn
        ? { dn, attributes: { ...entry.attributes, userAccountControl: [String(flags)], ...more } }
        : entry,
    ),
  });
const sent = (operation: string) =>
  stage.vendors.calls(vendor).filter((call) => call.method === operation);

beforeEach(() => {
  scene({
    entries: [...publishedEntries],
    signIn: null,
    rights: "write",
    isReadOnly: false,
    changedBefore: [],
  });
  stage.vendors.scene("key-vault", { secrets: { "active-directory-credentials": secret() } });
  stage.vendors.clearCalls();
});

const secret = (password = "active-directory-test-password", bindDn = own) => ({
  value: JSON.stringify({ bindDn, password }),
});

describe("activeDirectory.resolve()", () => {
  it.each([
    ["SID", { sid: alex }],
    ["user principal name, in any case", { userPrincipalName: "Alex.Kim@contoso.example" }],
    ["name with its domain", { name: "alex.kim", ntDomain: "corp" }],
    ["SID before its name", { sid: alex, userPrincipalName: "alex.kim@contoso.example" }],
  ])("finds exactly one account by its %s", async (_, account) => {
    await expect(resolve(account)).resolves.toEqual({
      found: {
        id: alex,
        label: "alex.kim@contoso.example",
        names: ["alex.kim@contoso.example", "CORP\\alex.kim", "alex.kim", "Alex Kim", alex],
        roles: [],
        isPrivileged: false,
      },
    });
  });

  it.each([
    ["a name that would be any", { userPrincipalName: "*@contoso.example" }, /not found/],
    ["half of a name", { userPrincipalName: "alex" }, /not found/],
    ["what would end the filter", { name: "alex.kim)(cn=*", ntDomain: "CORP" }, /not found/],
    ["a SID that nobody has", { sid: `${domainSid}-9999` }, /not found/],
    ["a name without its domain", { name: "alex.kim" }, /could be anyone/],
    ["a group's SID", { sid: "S-1-5-32-544" }, /could be anyone/],
    ["another domain", { name: "alex.kim", ntDomain: "FABRIKAM" }, /another domain/],
    ["a SID and another's name", { sid: alex, userPrincipalName: "x@y.example" }, /same account/],
    [
      "two names",
      { userPrincipalName: "alex.kim@contoso.example", name: "x", ntDomain: "CORP" },
      /two names/,
    ],
    ["its own account", { name: "svc-response", ntDomain: "CORP" }, /by which this app signs in/],
  ])("asks a human about %s", async (_, account, question) => {
    await expect(resolve(account)).resolves.toEqual({ question: expect.stringMatching(question) });
    expect(sent("MODIFY")).toEqual([]);
  });

  it("asks a human when a name fits several", async () => {
    const [, found] = publishedEntries;
    const twin = { dn: `CN=Twin,${dn}`, attributes: found!.attributes };
    scene({ entries: [...publishedEntries, twin] });

    await expect(resolve({ sid: alex })).resolves.toEqual({
      question: expect.stringContaining("several accounts"),
    });
  });

  it("says which protected groups an account is in, through others too", async () => {
    await expect(resolve({ name: "dana.root", ntDomain: "CORP" })).resolves.toMatchObject({
      found: { isPrivileged: true, roles: ["Domain Admins"] },
    });
  });

  it.each([
    ["the groups cannot be read", { tokenGroups: [] }, undefined],
    ["the account was in one once", { adminCount: ["1"] }, true],
  ])("says what it knows of privileges where %s", async (_, attributes, isPrivileged) => {
    withFlags(512, attributes);

    const found = await resolve({ sid: alex });

    expect("found" in found && found.found.isPrivileged).toBe(isPrivileged);
  });
});

describe("activeDirectory.act()", () => {
  it("sets one flag, in one request that deletes the old value and adds the new one", async () => {
    await act();

    expect(flagsOf()).toEqual(["66050"]);
    expect(sent("MODIFY").map(({ path, body }) => ({ path, body }))).toEqual([
      {
        path: `/${dn}`,
        body: {
          boundAs: own,
          changes: [
            { operation: "delete", attribute: "userAccountControl", values: ["66048"] },
            { operation: "add", attribute: "userAccountControl", values: ["66050"] },
          ],
        },
      },
    ]);
  });

  it("sends nothing when all is so already", async () => {
    withFlags(514);

    await act();

    expect(sent("MODIFY")).toEqual([]);
  });

  it("reads again when somebody changed the account in between, and keeps that", async () => {
    scene({ changedBefore: ["512"] });

    await act();

    expect(flagsOf()).toEqual(["514"]);
    expect(sent("MODIFY").map(({ status }) => status)).toEqual([409, 200]);
  });

  it("gives up for now when that happens each time", async () => {
    scene({ changedBefore: ["512", "66048", "512"] });

    await expect(failureOf(act())).resolves.toMatchObject({
      kind: "transient",
      mayHaveHappened: false,
    });
  });

  it.each([
    [{ rights: "read" }, "auth", /write userAccountControl/],
    [{ isReadOnly: true }, "permanent", /referrals are not followed/],
  ])("says what to do where it is refused: %j", async (refusing, kind, advice) => {
    scene(refusing);

    const error = await failureOf(act());

    expect(error).toMatchObject({ vendor, kind, mayHaveHappened: false });
    expect(error.message).toMatch(advice);
  });

  it.each([
    ["busy", { body: { code: 51, message: "busy" } }, "transient", false],
    ["unavailable", { status: 503 }, "transient", false],
    ["no answer it knows", { body: { code: 80, message: "other" } }, "transient", true],
    ["a reset", { kind: "reset" }, "transient", true],
  ] as const)("tells %s", async (_, fault, kind, mayHaveHappened) => {
    stage.vendors.fault({ vendor, route: "MODIFY", ...fault });

    await expect(failureOf(act())).resolves.toMatchObject({ vendor, kind, mayHaveHappened });
  });

  it("is done once when its answer was lost", async () => {
    stage.vendors.fault({ vendor, route: "MODIFY", kind: "reset", afterEffect: true });

    await failureOf(act());
    await act();

    expect(flagsOf()).toEqual(["66050"]);
    expect(sent("MODIFY")).toHaveLength(1);
  });

  it("is done once when it comes twice at a time", async () => {
    await Promise.all([act(), act()]);

    expect(flagsOf()).toEqual(["66050"]);
    expect(sent("MODIFY").filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("is not sent where the lease is lost", async () => {
    const lost = () => {
      throw new Error("lease lost");
    };

    await expect(checkingWrites(lost, () => act())).rejects.toThrow("lease lost");
    expect(sent("MODIFY")).toEqual([]);
  });

  it("is shown, and not sent, in a rehearsal", async () => {
    const shown = await rehearsing(() => act()).catch((error: unknown) => error as Rehearsed);

    expect(shown).toBeInstanceOf(Rehearsed);
    expect((shown as Rehearsed).request).toMatchObject({
      method: "MODIFY",
      body: expect.stringContaining("add: userAccountControl\nuserAccountControl: 66050"),
    });
    expect(sent("MODIFY")).toEqual([]);
  });

  it("changes no account that is not of a domain, or not there", async () => {
    const other = (id: string) => method().act({ ...target, id }, mark);

    await expect(failureOf(other("S-1-5-32-544"))).resolves.toMatchObject({ kind: "permanent" });
    await expect(failureOf(other(`${domainSid}-9999`))).resolves.toMatchObject({
      kind: "not-found",
    });
  });
});

describe("activeDirectory.undo()", () => {
  it("clears the flag, and keeps what else changed since", async () => {
    withFlags(0x40202);

    await method().undo(target, { isDisabled: false }, mark);

    expect(flagsOf()).toEqual([String(0x40200)]);
  });

  it("does not enable who was disabled before", async () => {
    withFlags(514);

    const error = await failureOf(
      Promise.resolve(method().undo(target, { isDisabled: true }, mark)),
    );

    expect(error).toMatchObject({ kind: "permanent" });
    expect(sent("MODIFY")).toEqual([]);
  });
});

describe("activeDirectory.look()", () => {
  it.each([
    [66048, false, "none"],
    [66050, true, "in-effect"],
    [0x1_0212, true, "in-effect"],
  ])("of the flags %i: disabled %s", async (flags, isDisabled, effect) => {
    withFlags(flags);

    await expect(look()).resolves.toEqual({ state: { isDisabled }, effect });
  });

  it("says what lacks where the flags cannot be read", async () => {
    withFlags(512, { userAccountControl: [] });

    const error = await failureOf(Promise.resolve(look()));

    expect(error).toMatchObject({ kind: "auth" });
    expect(error.message).toContain("read all properties");
  });
});

describe("activeDirectory signs in", () => {
  it.each([
    ["52e", /right bindDn and password/],
    ["533", /is disabled/],
    ["775", /locked out/],
  ])("and says why it cannot: %s", async (signIn, words) => {
    scene({ signIn });

    const error = await failureOf(Promise.resolve(look()));

    expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
    expect(error.message).toMatch(words);
  });

  it("and tries no password twice, which would lock its account", async () => {
    scene({ signIn: "52e" });

    await failureOf(Promise.resolve(look()));

    expect(sent("BIND")).toHaveLength(1);
  });

  it("with its secret read anew when that was changed", async () => {
    const secrets = (password: string) =>
      stage.vendors.scene("key-vault", {
        secrets: { "active-directory-credentials": secret(password) },
      });
    secrets("an old password");
    await failureOf(Promise.resolve(look()));
    secrets("active-directory-test-password");

    await expect(look()).resolves.toMatchObject({ effect: "none" });
  });

  it("never without a password, by which nobody is signed in", async () => {
    stage.vendors.scene("key-vault", {
      secrets: { "active-directory-credentials": secret("") },
    });

    const error = await failureOf(Promise.resolve(look()));

    expect(error.message).toContain("must be JSON with bindDn and password");
    expect(sent("BIND")).toEqual([]);
  });

  it("and says that nobody answered where nobody does", async () => {
    const connectors = connectorsFor(stage.vendors.url, {
      ACTIVE_DIRECTORY_URL: "ldap://127.0.0.1:9",
    });

    await expect(failureOf(act(connectors))).resolves.toMatchObject({
      kind: "transient",
      mayHaveHappened: false,
    });
  });

  it("and proves it to who checks", async () => {
    await expect(stage.connectors.providers[vendor]!.check()).resolves.toBe(
      "signed in, and DC=corp,DC=contoso,DC=example can be read",
    );
  });
});

describe("activeDirectory by LDAPS", () => {
  const folder = mkdtempSync(join(tmpdir(), "ldaps-"));
  const [key, ca] = [join(folder, "key.pem"), join(folder, "ca.pem")];
  execFileSync(
    "openssl",
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=dc1 -addext subjectAltName=DNS:localhost -keyout ${key} -out ${ca}`.split(
      " ",
    ),
    { stdio: "ignore" },
  );
  // Ends TLS in front of the simulator.
  const front = createServer({ key: readFileSync(key), cert: readFileSync(ca) }, (socket) => {
    const behind = connect(stage.vendors.port, "127.0.0.1");
    for (const end of [socket, behind]) end.on("error", () => end.destroy());
    socket.pipe(behind).pipe(socket);
  });
  front.on("tlsClientError", () => undefined);
  const through = (host: string, caFile: string) =>
    connectorsFor(stage.vendors.url, {
      ACTIVE_DIRECTORY_URL: `ldaps://${host}:${(front.address() as AddressInfo).port}`,
      ACTIVE_DIRECTORY_CA_FILE: caFile,
    }).providers[vendor]!.check();

  beforeAll(() => new Promise<void>((listening) => void front.listen(0, () => listening())));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterAll(() => new Promise<unknown>((closed) => void front.close(closed)));

  it("trusts the authority in its file", async () => {
    await expect(through("localhost", ca)).resolves.toContain("signed in");
  });

  it.each([
    ["an authority that is not known", "localhost", ""],
    ["a certificate of another name", "127.0.0.1", ca],
  ])("does not trust %s", async (_, host, caFile) => {
    const error = await failureOf(through(host, caFile));

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: false });
    expect(error.message).toContain("ACTIVE_DIRECTORY_CA_FILE");
    expect(sent("BIND")).toEqual([]);
  });

  it("says which file it cannot read", async () => {
    const error = await failureOf(through("localhost", join(folder, "none.pem")));

    expect(error.message).toContain("ACTIVE_DIRECTORY_CA_FILE could not be read (ENOENT)");
  });
});

describe("activeDirectory's settings", () => {
  it.each(["ldap://dc1.corp.example", "https://dc1.corp.example", "ldaps://dc1/x", "dc1"])(
    "do not take the address %s",
    (url) => {
      expect(() => connectorsFor(stage.vendors.url, { ACTIVE_DIRECTORY_URL: url })).toThrow(
        /ACTIVE_DIRECTORY_URL/,
      );
    },
  );

  it.each(["ACTIVE_DIRECTORY_URL", "ACTIVE_DIRECTORY_BASE_DN"])(
    "name %s when it is missing",
    async (name) => {
      const connectors = connectorsFor(stage.vendors.url, { [name]: "" });

      const error = await failureOf(act(connectors));

      expect(error.message).toContain(`${name} is not set`);
      expect(connectors.providers[vendor]!.off).toBe(`${name} is not set`);
    },
  );
});

describe("sidOf()", () => {
  it("reads what bytesOfSid() writes", () => {
    expect(sidOf(bytesOfSid(alex))).toBe(alex);
    expect(sidOf(Buffer.from("0105", "hex"))).toBeUndefined();
  });
});
