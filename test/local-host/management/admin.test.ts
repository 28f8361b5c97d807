import { createAdminApi } from "../../../local-host/management/admin";
import { type Invocation, InvocationError } from "../../../local-host/worker/worker";
import { send, serve } from "../../support/loopback";

const registered = (name: string, triggerType: string) => ({
  name,
  triggerType,
  bindings: { t: { type: triggerType, direction: "in" as const, name: "t" } },
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function setUp() {
  const invocations: Invocation[] = [];
  const server = await serve(
    createAdminApi({
      functions: [
        registered("sweep", "timerTrigger"),
        registered("enrich", "activityTrigger"),
        registered("broken", "queueTrigger"),
        registered("intake", "httpTrigger"),
        registered("triage", "orchestrationTrigger"),
        registered("ledger", "entityTrigger"),
      ],
      worker: {
        async invoke(invocation) {
          invocations.push(invocation);
          if (invocation.functionName === "broken") throw new InvocationError("no queue", "");
          return { returnValue: undefined, outputs: {} };
        },
      },
      isDisabled: (name) => name === "sweep",
      urlOf: (name) => (name === "intake" ? "http://127.0.0.1/api/intake" : undefined),
    }),
  );
  closing.push(() => server.close(0));
  const post = (path: string, body?: string) =>
    send(server.url, path, { method: "POST", ...(body !== undefined && { body }) });
  return { url: server.url, invocations, post };
}

const reason = "Called through /admin/functions";

describe("createAdminApi()", () => {
  it("answers a ping, and says that it is running", async () => {
    const { url } = await setUp();

    expect((await send(url, "/admin/host/ping")).status).toBe(200);
    expect((await send(url, "/admin/host/status")).json).toMatchObject({ state: "Running" });
  });

  it("lists functions with what they are bound to", async () => {
    const { url } = await setUp();

    const { json } = await send(url, "/admin/functions");

    expect(json).toHaveLength(6);
    expect(json).toMatchObject([
      { name: "sweep", isDisabled: true, invoke_url_template: null },
      { name: "enrich", isDisabled: false, config: { bindings: [{ type: "activityTrigger" }] } },
      {},
      { name: "intake", invoke_url_template: "http://127.0.0.1/api/intake" },
      {},
      {},
    ]);
    expect((await send(url, "/admin/functions/Enrich")).json).toMatchObject({ name: "enrich" });
  });

  it("runs a timer now, which is not past due", async () => {
    const { post, invocations } = await setUp();

    expect(await post("/admin/functions/SWEEP", '{"input":""}')).toMatchObject({
      status: 202,
      text: "",
    });

    const payload = { Schedule: { AdjustForDST: true }, ScheduleStatus: null, IsPastDue: false };
    expect(invocations).toEqual([
      { functionName: "sweep", trigger: { json: JSON.stringify(payload) }, reason },
    ]);
  });

  it.each([
    ['{"input":"text"}', { string: "text" }],
    ['{"input":{"ip":"x"}}', { string: '{"ip":"x"}' }],
    ["{}", undefined],
  ])("hands %s to another function", async (body, trigger) => {
    const { post, invocations } = await setUp();

    await post("/admin/functions/enrich", body);

    expect(invocations).toEqual([{ functionName: "enrich", trigger, reason }]);
  });

  it("answers before the function ends, however it ends", async () => {
    const { post, invocations } = await setUp();

    expect((await post("/admin/functions/broken", "{}")).status).toBe(202);

    expect(invocations).toHaveLength(1);
  });

  it.each([
    ["intake", "Call its own URL"],
    ["triage", "Start it with POST /runtime/webhooks/durabletask/orchestrators/{name}"],
    ["ledger", "Signal it with POST /runtime/webhooks/durabletask/entities/{name}/{key}"],
  ])("does not run %s, and says what to do instead", async (name, advice) => {
    const { post, invocations } = await setUp();

    const { status, json } = await post(`/admin/functions/${name}`, "{}");

    expect({ status, json }).toEqual({
      status: 400,
      json: `Cannot run "${name}" from here. ${advice}`,
    });
    expect(invocations).toEqual([]);
  });

  it.each([undefined, "", "text", "5", "null"])("asks for an input: %j", async (body) => {
    const { post } = await setUp();

    expect((await post("/admin/functions/enrich", body)).status).toBe(400);
  });

  it.each([
    ["POST", "/admin/functions/nobody"],
    ["PUT", "/admin/functions/enrich"],
    ["GET", "/admin/elsewhere"],
    ["DELETE", "/admin/host/ping"],
    ["GET", "/administrators"],
  ])("answers %s %s with 404", async (method, path) => {
    const { url } = await setUp();

    expect((await send(url, path, { method })).status).toBe(404);
  });
});
