import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type AppUnderTest, startApp } from "../support/app-process";
import { incidentBody } from "../support/incident-body";

jest.setTimeout(180_000);

/** In every secret that this test plants. */
const planted = "PLANTED";

const plantedSecrets = (origin: string) => ({
  "virustotal-api-key": { value: `${planted}-key` },
  "servicenow-credentials": {
    value: JSON.stringify({ username: "soar", password: `${planted}-password` }),
  },
  "teams-webhook-url": { value: `${origin}/teams/${planted}-path/invoke?sig=${planted}-sig` },
});

/** What proves who we are in a run that works: the published secrets, and the start of every token. */
const published = [
  "virustotal-test-key",
  "servicenow-test-password",
  "servicenow-test-client-secret",
  "teams-test-signature",
  "simulated-identity-header",
  Buffer.from("soar:servicenow-test-password").toString("base64"),
  "Bearer ey",
  Buffer.from('{"typ":').toString("base64url"),
];

describe("secrets", () => {
  let app: AppUnderTest;
  beforeEach(async () => {
    app = await startApp();
  });
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
    app.simulators.scene("key-vault", { servicenowCredentials: kind });

    const run = await answer();

    expect(run.output).toMatchObject({ outcome: "answered", notDone: [] });
    expect(published.flatMap(placesOf)).toEqual([]);
    expect(placesOf("respondToIncident")).toContain("durable.db-wal");
  });

  it("that vendors refuse and repeat in their answers are kept nowhere", async () => {
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

    expect(run).toMatchObject({ runtimeStatus: "Completed", output: { verdict: "unknown" } });
    const { notDone } = run.output as { notDone: string[] };
    expect(notDone).toEqual([expect.stringContaining("***"), expect.stringContaining("***")]);
    const places = placesOf(`${planted}-key`);
    expect([...places, ...placesOf(`${planted}-password`), ...placesOf(`${planted}-sig`)]).toEqual(
      [],
    );
  });
});
