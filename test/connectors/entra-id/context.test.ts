import * as fc from "fast-check";
import { hostileText } from "../../support/hostile";
import { accountNamed, ids, type OpenDirectory, openDirectory } from "./directory";
import { directoryRoles } from "../../support/graph-roles";

let directory: OpenDirectory;
beforeEach(async () => {
  directory = await openDirectory();
});
afterEach(() => directory.close());

const finding = async (aadUserId: string, of = directory) => (await of.describe({ aadUserId }))[0]!;

describe("what Entra ID says of an account", () => {
  it("is its state, risk, power, methods, origin, manager and password, in sentences", async () => {
    expect(await directory.describe({ userPrincipalName: "alex@contoso.example" })).toEqual([
      {
        source: "account",
        about: "account:alex@contoso.example",
        label: "alex@contoso.example",
        state: "found",
        facts: [
          "The account is enabled",
          "Identity Protection: at risk, level medium, since 2026-11-24",
          "It holds no role of the directory",
          "It has no method for multifactor authentication",
          "It is managed in the cloud",
          "Its manager is Kim Akers",
          "Its password was last changed on 2026-03-02",
        ],
        signals: [
          {
            name: "risky-account",
            about: "account:alex@contoso.example",
            strength: 0.6,
            confidence: 0.8,
            at: "2026-11-24T02:20:00.000Z",
            because: "Identity Protection has alex@contoso.example at risk, level medium",
          },
          {
            name: "no-mfa",
            about: "account:alex@contoso.example",
            strength: 1,
            confidence: 0.9,
            because: "alex@contoso.example has no method for multifactor authentication",
          },
        ],
      },
    ]);
  });

  it.each([
    [ids.admin, "holds the role Global Administrator"],
    [ids.robin, "is in a group that can hold roles: Tier 0 operators"],
  ])("tells power: %s %s", async (id, because) => {
    expect((await finding(id)).signals).toEqual([
      expect.objectContaining({
        name: "privileged-account",
        strength: 1,
        because: expect.stringContaining(because),
      }),
    ]);
  });

  it("tells a synchronised account and a guest", async () => {
    expect((await finding(ids.kim)).facts).toContain(
      "It is synchronised from Active Directory (contoso.example)",
    );
    expect((await finding(ids.guest)).facts).toContain(
      "It is a guest, who signs in at another tenant",
    );
  });

  it("of a confirmed compromise is the strongest", async () => {
    await directory["confirm-compromised"].act(
      { id: ids.robin, label: "robin", names: [] },
      directory.mark(),
    );

    expect((await finding(ids.robin)).signals).toContainEqual(
      expect.objectContaining({ name: "risky-account", strength: 1, confidence: 1 }),
    );
  });

  it.each(["remediated", "dismissed", "confirmedSafe"])(
    "does not hold a risk that is %s against it",
    async (riskState) => {
      directory.thinkOfAlex(riskState);

      const { signals, facts } = await finding(ids.alex);
      expect(signals).toEqual([]);
      expect(facts[1]).toContain("Identity Protection: ");
    },
  );
});

describe("what cannot be read", () => {
  it.each([
    ["RoleManagement.Read.Directory", ["RoleManagement.Read.Directory"]],
    ["GroupMember.Read.All", ["GroupMember.Read.All"]],
    ["IdentityRiskyUser.Read.All", ["IdentityRiskyUser.Read.All", "Entra ID P2"]],
    ["AuditLog.Read.All", ["AuditLog.Read.All"]],
  ])("makes it partial and is named: without %s", async (permission, words) => {
    const poor = await openDirectory(
      directoryRoles.filter((role) => role !== permission && role !== "GroupMember.ReadWrite.All"),
    );
    try {
      const { state, note = "", facts } = await finding(ids.alex, poor);
      expect(state).toBe("partial");
      for (const word of words) expect(note).toContain(word);
      expect(facts[0]).toBe("The account is enabled");
    } finally {
      await poor.close();
    }
  });

  it("is never taken for good news", async () => {
    const poor = await openDirectory(["User.Read.All"]);
    try {
      const { state, facts } = await finding(ids.alex, poor);
      expect(state).toBe("partial");
      expect(facts.join("\n")).not.toMatch(/no role|never seen|multifactor/);
    } finally {
      await poor.close();
    }
  });

  it("is the report of a disabled account's methods, too", async () => {
    await directory["disable-account"].act(
      { id: ids.alex, label: "alex", names: [] },
      directory.mark(),
    );

    const { state, note, facts, signals } = await finding(ids.alex);

    expect([state, facts[0]]).toEqual(["partial", "The account is disabled"]);
    expect(note).toContain("methods of authentication (Entra ID has no report of it)");
    expect(signals.map(({ name }) => name)).not.toContain("no-mfa");
  });

  it("is an account that nobody knows, or that may be several: open, with the question", async () => {
    expect(await directory.describe({ userPrincipalName: "nobody@contoso.example" })).toEqual([
      expect.objectContaining({
        state: "partial",
        facts: [],
        signals: [],
        note: expect.stringContaining("was not found in Entra ID"),
      }),
    ]);
  });

  it("is an outage, which is tried again and is no answer", async () => {
    directory.fault({
      vendor: "microsoft-graph",
      route: "GET /v1.0/reports/authenticationMethods/userRegistrationDetails/{id}",
      status: 503,
    });

    await expect(finding(ids.alex)).rejects.toMatchObject({ kind: "transient" });
  });

  it("is what is no account", async () => {
    const { describeAccount } = directory.connector;

    expect(await describeAccount([{ kind: "Ip", address: "45.83.64.10" }])).toEqual([]);
  });
});

it("reads the report of methods as Microsoft's page shows it, in a member of its own", async () => {
  directory.fault({
    vendor: "microsoft-graph",
    route: "GET /v1.0/reports/authenticationMethods/userRegistrationDetails/{id}",
    body: { value: { isMfaRegistered: true, methodsRegistered: ["softwareOneTimePasscode"] } },
  });

  expect((await finding(ids.alex)).facts).toContain(
    "It has methods for multifactor authentication: softwareOneTimePasscode",
  );
});

it("reads a risk as Microsoft's page shows it, in a list of one", async () => {
  directory.fault({
    vendor: "microsoft-graph",
    route: "GET /v1.0/identityProtection/riskyUsers/{id}",
    body: { value: [{ id: ids.alex, riskState: "atRisk", riskLevel: "high" }] },
  });

  expect((await finding(ids.alex)).facts).toContain("Identity Protection: at risk, level high");
});

it("keeps hostile texts of the directory on one line, within 200 characters, at most eight", async () => {
  await fc.assert(
    fc.asyncProperty(hostileText, hostileText, async (name, role) => {
      directory.scene({
        riskRequestsPerSecond: 1_000,
        users: [
          {
            id: ids.alex,
            userPrincipalName: `${name}@contoso.example`,
            displayName: name,
            manager: ids.alex,
            roles: [role],
            methodsRegistered: [name],
            onPremisesSyncEnabled: true,
            onPremisesDomainName: name,
          },
        ],
      });
      const { describeAccount } = directory.connector;

      const [found] = await describeAccount([accountNamed({ aadUserId: ids.alex })]);

      const texts = [...found!.facts, ...found!.signals.map(({ because }) => because)];
      expect(found!.facts.length).toBeLessThanOrEqual(8);
      for (const text of texts) {
        expect(text.length).toBeLessThanOrEqual(200);
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
    }),
    { numRuns: 60 },
  );
});
