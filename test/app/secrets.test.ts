import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TICKET_SYSTEM_NAMES } from "../../domain/ticket";
import { planted as secretsOfStage } from "../connectors/stage";
import { type AppUnderTest, startApp } from "../support/app-process";
import { fullPolicy } from "../support/full-policy";
import { incidentBody } from "../support/incident-body";

jest.setTimeout(180_000);

/** In every secret that this test plants. */
const planted = "PLANTED";

const plantedSecrets = (origin: string) => ({
  "virustotal-api-key": { value: `${planted}-key` },
  "servicenow-credentials": {
    value: JSON.stringify({ username: "soar", password: `${planted}-password` }),
  },
  "teams-webhook-url": { value: `${origin}/teams/some-flow/invoke?sig=${planted}-sig` },
});

/** A secret of the form that each vendor's has, every one with the planted word in it. */
function plantedEverywhere(origin: string): Record<string, { value: string }> {
  const json = (value: object) => ({ value: JSON.stringify(value) });
  return {
    ...plantedSecrets(origin),
    "xforce-credentials": json({ apiKey: `${planted}-id`, apiPassword: `${planted}-password` }),
    "otx-api-key": { value: `${planted}-otx` },
    "abuseipdb-api-key": { value: `${planted}-abuseipdb` },
    "greynoise-api-key": { value: `${planted}-greynoise` },
    "abuse-ch-auth-key": { value: `${planted}-abuse-ch` },
    "jira-credentials": json({ email: "soar@contoso.example", apiToken: `${planted}-jira` }),
    "pagerduty-routing-key": { value: `${planted}${"0".repeat(32 - planted.length)}` },
    "pagerduty-api-key": { value: `${planted}-pagerduty` },
    "slack-bot-token": { value: `xoxb-${planted}-slack` },
    "slack-signing-secret": { value: `${planted}-signing` },
  };
}

/** What proves who we are in a run that works: the published secrets, and the start of every token. */
const published = [
  ...secretsOfStage.filter((secret) => secret !== "eyJ"),
  Buffer.from("soar:servicenow-test-password").toString("base64"),
  "Bearer ey",
  Buffer.from('{"typ":').toString("base64url"),
];

describe("secrets", () => {
  let app: AppUnderTest;
  const begin = async (settings: Record<string, string> = {}) => {
    app = await startApp({ settings });
  };
  afterEach(() => app.close());

  const answer = async () => {
    const { id } = (await (await app.post(incidentBody())).json()) as { id: string };
    return app.finished(id);
  };

  /** Everything that a run leaves behind, in files and in what vendors and people were told. */
  function traces(): Record<string, string> {
    const files = readdirSync(app.folder).map((name) => [
      name,
      readFileSync(join(app.folder, name), "latin1"),
    ]);
    const told = JSON.stringify(app.simulators.calls());
    return { ...Object.fromEntries(files), told, log: app.output() };
  }
  const placesOf = (secret: string): string[] =>
    Object.entries(traces()).flatMap(([place, text]) => (text.includes(secret) ? [place] : []));

  it.each(["basic", "oauth"])("of a run that works are kept nowhere (%s)", async (kind) => {
    await begin();
    app.simulators.scene("key-vault", { servicenowCredentials: kind });

    const run = await answer();

    expect(run.output).toMatchObject({ outcome: "answered", notDone: [] });
    expect(published.flatMap(placesOf)).toEqual([]);
    expect(placesOf("respondToIncident")).toContain("durable.db-wal");
  });

  it("that vendors refuse and repeat in their answers are kept nowhere", async () => {
    await begin();
    const secrets = plantedSecrets(app.simulators.url);
    app.simulators.scene("key-vault", { secrets });
    const echo = [`${planted}-key`, `${planted}-password`, `${planted}-sig`].join(" ");
    const body = { error: { code: "Refused", message: echo, detail: echo }, message: echo };
    const key = secrets["virustotal-api-key"].value;
    app.simulators.fault({
      vendor: "virustotal",
      status: 401,
      body: { error: { code: key, message: `Wrong key ${key}` } },
      forever: true,
    });
    const password = {
      error: { message: `${planted}-password`, detail: "User Not Authenticated" },
    };
    app.simulators.fault({ vendor: "servicenow", status: 401, body: password, forever: true });
    const signature = { error: { code: "x", message: `${planted}-sig` } };
    app.simulators.fault({ vendor: "teams", status: 400, body: signature, forever: true });
    app.simulators.fault({ vendor: "azure-monitor-logs", status: 400, body, forever: true });

    const run = await answer();

    expect(run).toMatchObject({ runtimeStatus: "Completed" });
    const { notDone } = run.output as { notDone: string[] };
    expect(notDone).toEqual([expect.stringContaining("***"), expect.stringContaining("***")]);
    const places = placesOf(`${planted}-key`);
    expect([...places, ...placesOf(`${planted}-password`), ...placesOf(`${planted}-sig`)]).toEqual(
      [],
    );
  });

  describe.each(TICKET_SYSTEM_NAMES)("of every service, with tickets in %s", (ticketSystem) => {
    const policies = mkdtempSync(join(tmpdir(), "secrets-"));
    afterAll(() => rmSync(policies, { recursive: true, force: true }));
    beforeEach(() => begin({ POLICY_FILE: fullPolicy(policies, ticketSystem) }));

    it("are kept nowhere when all works", async () => {
      const run = await answer();

      expect(run.output).toMatchObject({ outcome: "answered", notDone: [] });
      expect(published.flatMap(placesOf)).toEqual([]);
    });

    it("are kept nowhere when every vendor refuses them and repeats them", async () => {
      const secrets = plantedEverywhere(app.simulators.url);
      app.simulators.scene("key-vault", { secrets });
      for (const { vendor, route, status, shown } of refusals) {
        const echo = secrets[shown]!.value;
        const body = {
          error: { code: "Refused", message: echo, detail: echo, errors: [echo] },
          errors: [{ detail: echo }],
          errorMessages: [echo],
          message: echo,
          error_description: echo,
          query_status: echo,
        };
        app.simulators.fault({ vendor, ...(route && { route }), status, body, forever: true });
      }

      const run = await answer();

      expect(run).toMatchObject({ runtimeStatus: "Completed" });
      expect(placesOf(planted)).toEqual([]);
      expect(placesOf(planted)).toEqual([]);
    });
  });
});

interface Refusal {
  vendor: string;
  /** Where a vendor is shown several secrets: the requests with this one. */
  route?: string;
  status: number;
  /** Name of the secret that it is shown, and repeats. */
  shown: string;
}

/** The vendors that are shown a secret of the vault, and a status by which they refuse. */
const refusals: Refusal[] = [
  { vendor: "virustotal", status: 401, shown: "virustotal-api-key" },
  { vendor: "xforce", status: 401, shown: "xforce-credentials" },
  { vendor: "otx", status: 403, shown: "otx-api-key" },
  { vendor: "abuseipdb", status: 401, shown: "abuseipdb-api-key" },
  { vendor: "greynoise", status: 401, shown: "greynoise-api-key" },
  { vendor: "urlhaus", status: 403, shown: "abuse-ch-auth-key" },
  { vendor: "threatfox", status: 403, shown: "abuse-ch-auth-key" },
  { vendor: "malwarebazaar", status: 403, shown: "abuse-ch-auth-key" },
  { vendor: "servicenow", status: 401, shown: "servicenow-credentials" },
  { vendor: "jira", status: 401, shown: "jira-credentials" },
  { vendor: "pagerduty", route: "POST /v2/enqueue", status: 401, shown: "pagerduty-routing-key" },
  { vendor: "pagerduty", route: "GET /", status: 401, shown: "pagerduty-api-key" },
  { vendor: "teams", status: 401, shown: "teams-webhook-url" },
  { vendor: "slack", status: 401, shown: "slack-bot-token" },
];
