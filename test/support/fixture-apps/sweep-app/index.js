// The sweep as the app has it, over a real log file and the real ledger; what it leads to is only written down.
const { join } = require("node:path");
const df = require("durable-functions");
const dist = (path) => require(join(__dirname, "../../../../dist", path));

const { outcomes } = dist("activities/outcomes");
const { sweeping } = dist("activities/sweeping");
const { startingResponses } = dist("functions/start-responses");
const { startSweep } = dist("functions/sweep-logs");
const { sweepSources, sweepTools } = dist("functions/sweep-tools");
const { lazyLedger } = dist("ledger");
const { sweepSource } = dist("orchestrators/sweep-source");
const { openFiles } = dist("sweeps/open-files");
const { logKind } = dist("sweeps/log-kind");

const kind = logKind({ product: "test", services: [], categories: [] });

/** "2026-11-24T02:00:00Z 203.0.113.1": when somebody failed to log in, and from where. */
const failures = {
  unit: "line",
  name: "failures",
  open: ({ sink, name }) => ({
    line(buffer, start, end, offset) {
      const text = buffer.toString("utf8", start, end);
      const [time, from] = text.split(" ");
      const fields = { "event.outcome": "failure", "source.ip": from };
      sink({
        kind,
        time: Date.parse(time),
        count: 1,
        get: (field) => fields[field],
        names: () => Object.keys(fields),
        text: () => text,
        identity: () => text,
        place: () => ({ name, at: offset }),
      });
    },
    pending: () => undefined,
    flush() {},
    state: () => undefined,
  }),
};

const files = openFiles(() => ({ failures }));
const now = () => new Date();
const ledger = lazyLedger(process.env.LEDGER);
const sources = sweepSources(process.env.SWEEPS_FILE);
const sweeps = sweepTools({ sources, openers: { files }, secrets: async () => "" });
for (const [name, handler] of Object.entries(outcomes(sweeping({ ledger, now, sweeps })))) {
  df.app.activity(name, { handler });
}
const options = { ledger, policy: {}, sources, workspace: undefined, now };
df.app.activity("startResponses", {
  extraInputs: [df.input.durableClient()],
  handler: (input, context) =>
    startingResponses(df.getClient(context), options).startResponses(input),
});

df.app.orchestration("sweepSource", function* (context) {
  return yield* sweepSource(context, context.df.getInput());
});
for (const name of ["respondToIncident", "updateFinding"]) {
  df.app.orchestration(name, function* (context) {
    const { hint } = context.df.getInput();
    const [{ address }] = hint.entities.filter(({ kind: of }) => of === "Ip");
    return { address, count: Number(/: (\d+) records/.exec(hint.description)[1]) };
  });
}

df.app.client.http("sweepNow", {
  route: "sweeps/{id}",
  methods: ["POST"],
  authLevel: "anonymous",
  async handler(request, client) {
    const { id } = request.params;
    await startSweep(client, { source: "auth", at: now().toISOString(), id });
    return { status: 202 };
  },
});
