import { createLedger } from "../../../bench/soak/ledger";
import { planOf } from "../../../bench/soak/shapes";
import { createRandom } from "../../../bench/soak/random";
import { endingChecks, runChecks } from "../../../bench/soak/checks";
import { type TestHost, startTestHost } from "../../../local-host/test-host/test-host";
import { bundle, fixtureApp } from "../../support/bundle";

const program = bundle("local-host/test-host/program.ts");
afterAll(() => program.remove());

const plan = { ...planOf(createRandom(1), "one"), orchestrator: "remindAndClose", steps: 0 };

describe("the ledger", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await startTestHost({ app: fixtureApp("reminder-app"), program: program.file });
  });
  afterEach(() => host.stop());

  it("tells of an instance that is stuck", async () => {
    const ledger = createLedger();
    ledger.started("one", plan);
    await host.start("remindAndClose", { whom: "alice" }, "one");
    await host.turnBy({ days: 9 });

    await ledger.look(host);

    expect(endingChecks(ledger)[0]).toMatchObject({ isMet: false, examples: ["one"] });
  });

  it("tells of an instance that ended otherwise than it owes", async () => {
    const ledger = createLedger();
    ledger.started("one", { ...plan, status: "Completed", output: "closed: done" });
    await host.start("remindAndClose", { whom: "alice" }, "one");
    await host.finish("one");

    await ledger.look(host);

    expect(ledger.open()).toEqual([]);
    expect(ledger.wrong()).toEqual([
      'one (remindAndClose): is Completed "closed: no answer in 30 days", ' +
        'owes Completed "closed: done"',
    ]);
  });
});

it("tells of an activity call without a run that succeeded", () => {
  const ledger = createLedger();
  ledger.started("one", { ...plan, steps: 2 });
  const run = { name: "work", instanceId: "one", injected: false };

  const checks = runChecks(ledger, [
    { ...run, input: { id: "one", step: 0 }, error: null },
    { ...run, input: { id: "one", step: 1 }, error: "ECONNRESET" },
  ]);

  expect(checks).toMatchObject([{ isMet: false, examples: ["one/1"] }]);
});
