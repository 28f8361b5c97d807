import type { Connectors } from "../../connectors";
import type { Mark } from "../../domain/containing";
import type { Claim, Target } from "../../domain/containment";
import { keepsConnectorContract, type Operation } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "google";
const email = "web-frontend@contoso-web.iam.gserviceaccount.com";
const pipeline = "pipeline@contoso-data.iam.gserviceaccount.com";
const uniqueId = "104857600000000000001";
const keyId = "4fb5f6d0c1a2938475665748392a1b0c9d8e7f60";
const keyName = `projects/contoso-web/serviceAccounts/${email}/keys/${keyId}`;
const googleKey = keyName.replace(keyId, "00aa11bb22cc33dd44ee55ff66007788990011aa");
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };

const scene = (value: object) => stage.vendors.scene(vendor, value);
const accountClaim = (name: string, more: object = {}): Claim => ({
  kind: "account",
  account: { kind: "Account", label: name, ...more },
});
const keyClaim = (id: string): Claim => ({
  kind: "resource",
  resource: { kind: "CloudResource", platform: "google-cloud", label: id, id },
});
const usualKeys = [
  { id: keyId, keyType: "USER_MANAGED", disabled: false },
  { id: "00aa11bb22cc33dd44ee55ff66007788990011aa", keyType: "SYSTEM_MANAGED", disabled: false },
];

beforeEach(() =>
  scene({
    denied: [],
    writesPerMinute: 1_000,
    accounts: [
      {
        email,
        project: "contoso-web",
        disabled: false,
        roles: ["roles/storage.objectViewer"],
        keys: usualKeys,
      },
    ],
  }),
);

const contract = (name: string, operation: Omit<Operation, "vendor" | "connector">): void =>
  keepsConnectorContract(
    `googleCloud.${name}`,
    { vendor, connector: "google-cloud", ...operation },
    stage,
  );

const account: Target = {
  id: `projects/contoso-web/serviceAccounts/${uniqueId}`,
  label: email,
  names: [email],
};
const key: Target = { id: keyName, label: keyName, names: [keyName] };

for (const [kind, target, claim, path] of [
  ["disable-service-account", account, accountClaim(email), "/iam/v1/projects"],
  [
    "disable-service-account-key",
    key,
    keyClaim(`//iam.googleapis.com/${keyName}`),
    "/iam/v1/projects",
  ],
] as const) {
  const method = (connectors: Connectors) => connectors.containments[kind]!;
  const isDisabled = async () =>
    (await method(stage.connectors).look(target, mark)).effect === "in-effect";
  const counted = (verb: string): number =>
    stage.vendors
      .calls(vendor)
      .filter(({ method: sent, path: to }) => sent === "POST" && to.endsWith(`:${verb}`)).length;
  const act = (connectors: Connectors) => method(connectors).act(target, mark);
  const undo = (connectors: Connectors) =>
    method(connectors).undo(target, { disabled: false }, mark);

  contract(`${kind} resolve()`, {
    route: `GET ${path}`,
    isWrite: false,
    isNotFoundAnAnswer: true,
    call: (connectors) => method(connectors).resolve(claim),
  });
  contract(`${kind} look()`, {
    route: `GET ${path}`,
    isWrite: false,
    call: (connectors) => method(connectors).look(target, mark),
  });
  contract(`${kind} act()`, {
    route: `POST ${path}`,
    isWrite: true,
    ignoresAnswer: true,
    call: act,
    repeat: {
      deliver: deliveredOnce(() => act(stage.connectors), isDisabled),
      stored: () => counted("disable"),
    },
  });

  describe(`${kind} in force`, () => {
    beforeEach(async () => {
      await act(stage.connectors);
      stage.vendors.clearCalls();
    });

    contract(`${kind} undo()`, {
      route: `POST ${path}`,
      isWrite: true,
      ignoresAnswer: true,
      call: undo,
      repeat: {
        deliver: deliveredOnce(
          () => undo(stage.connectors),
          async () => !(await isDisabled()),
        ),
        stored: () => counted("enable"),
      },
    });

    it("is seen, and taken back once", async () => {
      await expect(method(stage.connectors).look(target, mark)).resolves.toEqual({
        state: { disabled: true },
        effect: "in-effect",
      });

      await undo(stage.connectors);
      await undo(stage.connectors);

      expect(counted("enable")).toBe(1);
    });

    it.each([[{ disabled: true }], [{}], [null], [[]]])(
      "is not taken back to what was not enabled: %j",
      async (before) => {
        const error = await failureOf(method(stage.connectors).undo(target, before, mark));

        expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
        expect(counted("enable")).toBe(0);
      },
    );
  });
}

contract("disable-service-account resolve(): its roles", {
  route: "POST /resources",
  isWrite: false,
  call: ({ containments }) => containments["disable-service-account"]!.resolve(accountClaim(email)),
});

contract("check()", {
  route: "POST /resources",
  isWrite: false,
  call: ({ providers }) => providers["google-cloud"]!.check(),
});

describe("googleCloud.check()", () => {
  it("says who reads how many projects", async () => {
    await expect(stage.connectors.providers["google-cloud"]!.check()).resolves.toBe(
      "soar-response@soar-operations.iam.gserviceaccount.com reads 2 projects",
    );
  });

  it("names the projects when none is set", async () => {
    const connectors = connectorsFor(stage.vendors.url, { GOOGLE_CLOUD_PROJECTS: "" });

    const error = await failureOf(connectors.providers["google-cloud"]!.check());

    expect(error.message).toContain("GOOGLE_CLOUD_PROJECTS is not set");
  });
});

describe("disable-service-account resolve()", () => {
  const resolve = (claim: Claim) =>
    stage.connectors.containments["disable-service-account"]!.resolve(claim);

  it.each([
    ["its label", accountClaim(email)],
    ["its user principal name", accountClaim("web", { userPrincipalName: email.toUpperCase() })],
    ["its name", accountClaim("web", { name: email })],
  ])("finds exactly one account by %s, whatever the case", async (_, claim) => {
    await expect(resolve(claim)).resolves.toEqual({
      found: {
        id: `projects/contoso-web/serviceAccounts/${uniqueId}`,
        label: email,
        names: [email, uniqueId, "Web front end"],
        roles: ["roles/storage.objectViewer"],
        isPrivileged: false,
      },
    });
  });

  it.each([
    [["roles/editor"], true],
    [["roles/resourcemanager.projectIamAdmin"], true],
    [["roles/iam.serviceAccountTokenCreator"], true],
    [["roles/viewer", "roles/logging.logWriter"], false],
    [["projects/contoso-web/roles/deployer"], undefined],
    [[], false],
  ])("of an account with %j: privileged %s", async (roles, isPrivileged) => {
    scene({ accounts: [{ email, roles }] });

    const found = (await resolve(accountClaim(email))) as { found: Target };

    expect(found.found.isPrivileged).toBe(isPrivileged);
  });

  it.each([
    ["a person", accountClaim("alex@contoso.example"), /exactly one email/],
    ["two names", accountClaim(email, { name: pipeline }), /exactly one email/],
    [
      "the app's own account",
      accountClaim("soar-response@soar-operations.iam.gserviceaccount.com"),
      /app's own/,
    ],
    [
      "an account of nobody",
      accountClaim("nobody@contoso-web.iam.gserviceaccount.com"),
      /in 0 of the projects/,
    ],
    ["the start of a name", accountClaim(email.slice(1)), /in 0 of the projects/],
    ["a key", keyClaim(`//iam.googleapis.com/${keyName}`), /Only accounts/],
  ])("asks a human about %s", async (_, claim, question) => {
    await expect(resolve(claim)).resolves.toEqual({ question: expect.stringMatching(question) });
  });

  it("does not look into another project than those that are set", async () => {
    const connectors = connectorsFor(stage.vendors.url, { GOOGLE_CLOUD_PROJECTS: "contoso-data" });

    await expect(
      connectors.containments["disable-service-account"]!.resolve(accountClaim(email)),
    ).resolves.toEqual({ question: expect.stringMatching(/in 0 of the projects/) });
  });

  it.each(["iam.serviceAccounts.get", "resourcemanager.projects.getIamPolicy"])(
    "names %s when it lacks",
    async (permission) => {
      scene({ denied: [permission] });

      const error = await failureOf(resolve(accountClaim(email)));

      expect(error).toMatchObject({ kind: "auth", status: 403 });
      expect(error.message).toContain(`a role with ${permission}`);
    },
  );
});

describe("disable-service-account-key resolve()", () => {
  const resolve = (claim: Claim) =>
    stage.connectors.containments["disable-service-account-key"]!.resolve(claim);

  it("finds one key by its full name", async () => {
    const label = `//iam.googleapis.com/${keyName}`;
    await expect(resolve(keyClaim(label))).resolves.toEqual({
      found: { id: keyName, label, names: [label, keyId, email] },
    });
  });

  it.each([
    [
      "a key without its account",
      `//iam.googleapis.com/projects/contoso-web/keys/${keyId}`,
      /full name of one key/,
    ],
    [
      "a part of a key's id",
      `//iam.googleapis.com/${keyName.slice(0, -1)}`,
      /full name of one key/,
    ],
    ["all keys", `//iam.googleapis.com/${keyName.replace(keyId, "-")}`, /full name of one key/],
    ["Google's own key", `//iam.googleapis.com/${googleKey}`, /Google's own key/],
    [
      "a key that is not there",
      `//iam.googleapis.com/${keyName.replace("4fb5", "0000")}`,
      /not there/,
    ],
    [
      "another project",
      `//iam.googleapis.com/${keyName.replaceAll("contoso-web", "fabrikam-web")}`,
      /none of the projects/,
    ],
    [
      "a key of the app's own account",
      `//iam.googleapis.com/projects/contoso-web/serviceAccounts/soar-response@soar-operations.iam.gserviceaccount.com/keys/${keyId}`,
      /app's own account/,
    ],
  ])("asks a human about %s", async (_, id, question) => {
    await expect(resolve(keyClaim(id))).resolves.toEqual({
      question: expect.stringMatching(question),
    });
  });
});

it("waits when Google says 403 and means later", async () => {
  stage.vendors.fault({
    vendor,
    route: "GET /iam",
    status: 403,
    body: { error: { code: 403, message: "Quota", details: [{ reason: "RATE_LIMIT_EXCEEDED" }] } },
  });

  const error = await failureOf(
    stage.connectors.containments["disable-service-account"]!.look(account, mark),
  );

  expect(error.toFailure()).toMatchObject({ kind: "rate-limited", retryAfterSeconds: 60 });
});
