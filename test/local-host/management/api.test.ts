import { TurnedClock } from "../../../local-host/clock";
import { ArgumentError } from "../../../local-host/engine/argument-error";
import type { ControlResult, Engine, RuntimeStatus } from "../../../local-host/engine/engine";
import { createManagementApi } from "../../../local-host/management/api";
import type { Warning } from "../../../local-host/warnings";
import { type FakeEngine, fakeEngine, instance } from "../../support/fake-engine";
import { type WireRequest, send, serve } from "../../support/loopback";

const base = "/runtime/webhooks/durabletask";
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function setUp(answers: Partial<Engine> = {}) {
  const engine: FakeEngine = fakeEngine(answers);
  const clock = new TurnedClock();
  const warnings: Warning[] = [];
  const lines: string[] = [];
  const server = await serve(
    createManagementApi({
      engine,
      clock,
      taskHub: "Hub",
      connectionName: "Storage",
      log: (_level, message) => void lines.push(message),
      warn: (warning) => void warnings.push(warning),
    }),
  );
  closing.push(() => server.close(0));
  const call = (method: string, path: string, request: WireRequest = {}) =>
    send(server.url, `${base}${path}`, { method, ...request });
  return { url: server.url, engine, clock, lines, warnings, call };
}

const json = (body: string): WireRequest => ({
  body,
  headers: { "content-type": "application/json; charset=utf-8" },
});

describe("GET instances/{id}", () => {
  it("shows a running instance, and where to ask again", async () => {
    const { url, call } = await setUp({ status: () => instance() });

    const { status, headers, json: body } = await call("GET", "/instances/a1?code=x");

    expect(status).toBe(202);
    expect(headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      location: `${url}${base}/instances/a1?code=x`,
      "retry-after": "5",
    });
    expect(body).toEqual({
      name: "triage",
      instanceId: "a1",
      runtimeStatus: "Running",
      input: { id: 7 },
      customStatus: null,
      output: null,
      createdTime: "2026-01-01T00:00:00Z",
      lastUpdatedTime: "2026-01-01T00:00:02Z",
    });
  });

  it.each([
    ["Pending", 202],
    ["Running", 202],
    ["ContinuedAsNew", 202],
    ["Suspended", 202],
    ["Completed", 200],
    ["Failed", 200],
    ["Terminated", 200],
    ["Canceled", 200],
  ] as [RuntimeStatus, number][])("answers %s with %i", async (runtimeStatus, expected) => {
    const { call } = await setUp({ status: () => instance({ runtimeStatus }) });

    const { status, headers } = await call("GET", "/instances/a1");

    expect(status).toBe(expected);
    expect("location" in headers).toBe(expected === 202);
  });

  it("answers a failed one with 500 when it is asked to", async () => {
    const { call } = await setUp({ status: () => instance({ runtimeStatus: "Failed" }) });
    const flag = "returnInternalServerErrorOnFailure=TRUE";

    expect((await call("GET", `/instances/a1?${flag}`)).status).toBe(500);
  });

  it("shows text that is not JSON as text, and leaves the input out when told to", async () => {
    const { call } = await setUp({
      status: () =>
        instance({ runtimeStatus: "Terminated", output: "no need", customStatus: '"x"' }),
    });

    const { json: body } = await call("GET", "/instances/a1?showinput=false");

    expect(body).toMatchObject({ input: null, output: "no need", customStatus: "x" });
  });

  it("adds the history only when it is asked for", async () => {
    const { call, engine } = await setUp({
      status: () => instance(),
      history: () => [{ EventType: 10, EventId: 1, Timestamp: "t", FireAt: "f" }],
    });

    expect((await call("GET", "/instances/a1")).json).not.toHaveProperty("historyEvents");
    expect((await call("GET", "/instances/a1?showHistory=true")).json).toMatchObject({
      historyEvents: [{ EventType: "TimerCreated", Timestamp: "t", FireAt: "f" }],
    });
    expect(engine.calls.filter(([name]) => name === "history")).toEqual([["history", "a1"]]);
  });

  it("answers 404 without a body when there is none", async () => {
    const { call } = await setUp({ status: () => undefined });

    expect(await call("GET", "/instances/a1")).toMatchObject({ status: 404, text: "" });
  });

  it("decodes the id, a plus as a space", async () => {
    const { call, engine } = await setUp({ status: () => undefined });

    await call("GET", "/instances/a%3A1%25+b");

    expect(engine.calls).toEqual([["status", "a:1% b"]]);
  });
});

describe("GET instances", () => {
  it("asks for 100 of everything, and gives a page with the token of the next", async () => {
    const { call, engine } = await setUp({
      list: () => ({ instances: [instance()], continuationToken: "next" }),
    });

    const { status, headers, json: body } = await call("GET", "/instances/?taskHub=Hub");

    expect(engine.calls).toEqual([["list", { top: 100 }]]);
    expect(status).toBe(200);
    expect(headers["x-ms-continuation-token"]).toBe("next");
    expect(body).toEqual([expect.objectContaining({ instanceId: "a1", input: { id: 7 } })]);
  });

  it("passes every filter on, and leaves out what cannot be read", async () => {
    const { call, engine } = await setUp({ list: () => ({ instances: [] }) });
    const query = [
      "createdTimeFrom=2026-01-01T00:00:00",
      "createdTimeTo=2026-01-02T00:00:00%2B01:00",
      "runtimeStatus=Running,completed,Failed",
      "runtimeStatus=Pending",
      "instanceIdPrefix=inc-",
      "top=5",
      "showInput=perhaps",
    ].join("&");

    const { headers } = await call("GET", `/instances?${query}`, {
      headers: { "x-ms-continuation-token": "here" },
    });

    expect(engine.calls).toEqual([
      [
        "list",
        {
          createdFrom: Date.UTC(2026, 0, 1),
          createdTo: Date.UTC(2026, 0, 1, 23),
          statuses: ["Running", "Failed", "Pending"],
          instanceIdPrefix: "inc-",
          top: 5,
          continuationToken: "here",
        },
      ],
    ]);
    expect(headers).not.toHaveProperty("x-ms-continuation-token");
  });

  it.each([
    ["0", 100],
    ["-1", 100],
    ["4294967297", 100],
    ["1e3", 1000],
    ["5000", 1000],
  ])("with top=%s has at most %i rows", async (top, rows) => {
    const { call, engine } = await setUp({
      list: () => ({ instances: [] }),
      listEntities: () => ({ entities: [] }),
    });

    await call("GET", `/instances?top=${top}`);
    await call("GET", `/entities?top=${top}`);

    expect(engine.calls).toEqual([
      ["list", { top: rows }],
      ["listEntities", { top: rows, fetchState: false }],
    ]);
  });

  it("takes no filter from values that are none", async () => {
    const { call, engine } = await setUp({ list: () => ({ instances: [] }) });

    await call("GET", "/instances?createdTimeFrom=noon&runtimeStatus=done&top=many");

    expect(engine.calls).toEqual([["list", { top: 100 }]]);
  });
});

describe("DELETE instances", () => {
  it("purges one that has ended", async () => {
    const { call } = await setUp({ purge: async () => "purged" });

    expect(await call("DELETE", "/instances/a1")).toMatchObject({
      status: 200,
      json: { instancesDeleted: 1 },
    });
  });

  it("refuses one that has not, and says so", async () => {
    const { call } = await setUp({ purge: async () => "not-finished", status: () => instance() });

    const { status, text } = await call("DELETE", "/instances/a1");

    expect(status).toBe(500);
    expect(text).toContain("instance ID a1 has status Running");
  });

  it("answers 404 when there is none", async () => {
    const { call } = await setUp({ purge: async () => "not-found", purgeMany: async () => 0 });

    expect((await call("DELETE", "/instances/a1")).status).toBe(404);
    expect((await call("DELETE", "/instances?createdTimeFrom=2026-01-01")).status).toBe(404);
  });

  it("purges those of a span of time, up to now when no end is named", async () => {
    const { call, engine, clock } = await setUp({ purgeMany: async () => 3 });

    const { json: body } = await call(
      "DELETE",
      "/instances?createdTimeFrom=2026-01-01&runtimeStatus=Failed",
    );

    expect(body).toEqual({ instancesDeleted: 3 });
    expect(engine.calls).toEqual([
      [
        "purgeMany",
        { createdFrom: Date.UTC(2026, 0, 1), createdTo: clock.now(), statuses: ["Failed"] },
      ],
    ]);
  });

  it.each(["", "?createdTimeFrom=noon"])(
    "asks for the beginning of the span: %j",
    async (query) => {
      const { call } = await setUp();

      expect(await call("DELETE", `/instances${query}`)).toMatchObject({
        status: 400,
        json: "Please provide value for 'createdTimeFrom' parameter.",
      });
    },
  );
});

describe("POST instances/{id}/raiseEvent/{event}", () => {
  const running = { status: () => instance(), raiseEvent: async () => "accepted" as const };

  it("passes the JSON text on", async () => {
    const { call, engine } = await setUp(running);

    const answer = await call("POST", "/Instances/a1/RaiseEvent/Go", json('{ "n": 1 }'));

    expect(answer).toMatchObject({ status: 202, text: "" });
    expect(engine.calls.at(-1)).toEqual(["raiseEvent", "a1", "Go", '{ "n": 1 }']);
  });

  it.each([
    ["no body", {}, "Only application/json request content is supported"],
    ["another type", { body: "x", headers: { "content-type": "text/plain" } }, "Only application"],
    ["an empty body", json(""), "Invalid JSON content"],
    ["a body that is not JSON", json("{"), "Invalid JSON content"],
  ] as [string, WireRequest, string][])("refuses %s", async (_title, request, message) => {
    const { call } = await setUp(running);

    const { status, json: body } = await call("POST", "/instances/a1/raiseEvent/go", request);

    expect(status).toBe(400);
    expect(body).toMatchObject({ Message: expect.stringContaining(message) });
  });

  it("warns of an event without data", async () => {
    const { call, warnings } = await setUp(running);

    await call("POST", "/instances/a1/raiseEvent/go", json(""));

    expect(warnings).toEqual([
      {
        rule: "event-without-data",
        functionName: "triage",
        instanceId: "a1",
        sentence: expect.stringMatching(/^"go" was raised/),
      },
    ]);
  });

  it("looks for the instance before it reads the body", async () => {
    const unknown = await setUp({ status: () => undefined });
    const finished = await setUp({ status: () => instance({ runtimeStatus: "Failed" }) });

    expect((await unknown.call("POST", "/instances/a1/raiseEvent/go")).status).toBe(404);
    expect((await finished.call("POST", "/instances/a1/raiseEvent/go")).status).toBe(410);
  });
});

describe("POST instances/{id}/{operation}", () => {
  it.each([
    ["terminate", "accepted", 202],
    ["terminate", "not-found", 404],
    ["terminate", "finished", 410],
    ["suspend", "accepted", 202],
    ["suspend", "wrong-state", 500],
    ["resume", "accepted", 202],
    ["resume", "wrong-state", 500],
    ["rewind", "accepted", 202],
    ["rewind", "not-found", 404],
    ["rewind", "finished", 410],
    ["rewind", "wrong-state", 412],
  ] as ["terminate" | "suspend" | "resume" | "rewind", ControlResult, number][])(
    "%s that is %s answers %i",
    async (operation, result, expected) => {
      const { call, engine } = await setUp({
        [operation]: async () => result,
        status: () => instance(),
      });

      const { status } = await call("POST", `/instances/a1/${operation}?reason=because%20I`);

      expect(status).toBe(expected);
      expect(engine.calls[0]).toEqual([operation, "a1", "because I"]);
    },
  );

  it("says in which state an instance is that cannot be suspended", async () => {
    const { call } = await setUp({ suspend: async () => "wrong-state", status: () => instance() });

    expect((await call("POST", "/instances/a1/suspend")).json).toMatchObject({
      Message: "Something went wrong while processing your request",
      ExceptionMessage:
        "Cannot suspend the orchestration instance a1 because instance is in the Running state.",
      ExceptionType: "System.InvalidOperationException",
    });
  });

  it("gives an empty reason when there is none", async () => {
    const { call, engine } = await setUp({ terminate: async () => "accepted" });

    await call("POST", "/instances/a1/TERMINATE");

    expect(engine.calls).toEqual([["terminate", "a1", ""]]);
  });
});

describe("POST orchestrators/{name}", () => {
  const started = { startInstance: async () => ({ ok: true, instanceId: "a1" }) as const };

  it("starts, and answers with every URL of the instance", async () => {
    const { url, call, engine } = await setUp(started);

    const answer = await call("POST", "/orchestrators/triage/a1?version=2", json('{"id":7}'));

    const at = `${url}${base}/instances/a1`;
    const query = "taskHub=Hub&connection=Storage&code=local";
    expect(engine.calls).toEqual([
      [
        "startInstance",
        { functionName: "triage", instanceId: "a1", input: '{"id":7}', version: "2" },
      ],
    ]);
    expect(answer.status).toBe(202);
    expect(answer.headers).toMatchObject({ location: `${at}?${query}`, "retry-after": "10" });
    expect(answer.json).toEqual({
      id: "a1",
      statusQueryGetUri: `${at}?${query}`,
      sendEventPostUri: `${at}/raiseEvent/{eventName}?${query}`,
      terminatePostUri: `${at}/terminate?reason={text}&${query}`,
      purgeHistoryDeleteUri: `${at}?${query}`,
      restartPostUri: `${at}/restart?${query}`,
      suspendPostUri: `${at}/suspend?reason={text}&${query}`,
      resumePostUri: `${at}/resume?reason={text}&${query}`,
    });
  });

  it("takes an absent body for null, and leaves the id to the engine", async () => {
    const { call, engine } = await setUp(started);

    await call("POST", "/orchestrators/triage");

    expect(engine.calls).toEqual([["startInstance", { functionName: "triage", input: "null" }]]);
  });

  it("gives URLs that can be sent whatever the id", async () => {
    const { call } = await setUp({
      startInstance: async () => ({ ok: true, instanceId: "a b+é漢" }),
    });

    const { status, headers, json: body } = await call("POST", "/orchestrators/triage");

    expect(status).toBe(202);
    expect(headers["location"]).toContain("/instances/a%20b%2B%C3%A9%E6%BC%A2?");
    expect(body).toMatchObject({ id: "a b+é漢" });
  });

  it("refuses a body that is not JSON", async () => {
    const { call } = await setUp();

    expect(await call("POST", "/orchestrators/triage", json("{"))).toMatchObject({
      status: 400,
      json: { Message: "Invalid JSON content" },
    });
  });

  it.each(["unknown-function", "bad-instance-id"] as const)("answers 400 to %s", async (reason) => {
    const { call } = await setUp({
      startInstance: async () => ({ ok: false, reason, message: "what is wrong" }),
    });

    expect(await call("POST", "/orchestrators/nobody")).toMatchObject({
      status: 400,
      json: {
        Message: "One or more of the arguments submitted is incorrect",
        ExceptionMessage: "what is wrong",
        ExceptionType: "System.ArgumentException",
      },
    });
  });

  it("answers 500 to a second start of a running instance", async () => {
    const { call } = await setUp({
      startInstance: async () => ({ ok: false, reason: "already-running", status: "Running" }),
    });

    expect(await call("POST", "/orchestrators/triage/a1")).toMatchObject({
      status: 500,
      json: {
        Message: "Something went wrong while processing your request",
        ExceptionMessage: "An Orchestration instance with the status Running already exists.",
      },
    });
  });

  it("answers 500 when the engine throws, and logs it", async () => {
    const { call, lines } = await setUp({
      startInstance: () => Promise.reject(new Error("disk full")),
    });

    expect(await call("POST", "/orchestrators/triage?code=key")).toMatchObject({
      status: 500,
      json: { ExceptionMessage: "disk full" },
    });
    expect(lines).toEqual([expect.stringContaining("disk full")]);
    expect(lines[0]).not.toContain("key");
  });
});

/** Starts with a wait, and turns the clock whenever the request waits for it. */
async function startAndWait(statuses: ReturnType<typeof instance>[], query: string) {
  let asked = 0;
  const { call, clock } = await setUp({
    startInstance: async () => ({ ok: true, instanceId: "a1" }),
    status: () => statuses[Math.min(asked++, statuses.length - 1)],
  });
  const started = clock.now();
  let isAnswered = false;
  const answering = call("POST", `/orchestrators/triage?${query}`).finally(
    () => (isAnswered = true),
  );
  const turn = (): void => {
    const next = clock.next();
    if (next !== undefined) clock.turnTo(next);
    if (!isAnswered) setImmediate(turn);
  };
  turn();
  const answer = await answering;
  return { ...answer, seconds: (clock.now() - started) / 1000, asked };
}

describe("POST orchestrators/{name}?timeout&pollingInterval", () => {
  it("answers with the output as soon as it is there", async () => {
    const statuses = [
      instance(),
      instance(),
      instance({ runtimeStatus: "Completed", output: '{"verdict":"benign"}' }),
    ];

    const answer = await startAndWait(statuses, "timeout=10&pollingInterval=1.5");

    expect(answer).toMatchObject({ status: 200, seconds: 3, asked: 3 });
    expect(JSON.parse(answer.text)).toEqual({ verdict: "benign" });
  });

  it.each(["Failed", "Terminated", "Canceled"] as const)(
    "answers with the status of %s",
    async (s) => {
      const answer = await startAndWait(
        [instance({ runtimeStatus: s })],
        "timeout=10&pollingInterval=1",
      );

      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toMatchObject({ runtimeStatus: s });
    },
  );

  it("answers like a plain start when the time is over", async () => {
    const answer = await startAndWait([instance()], "timeout=2.5&pollingInterval=1");

    expect(answer).toMatchObject({ status: 202, seconds: 2.5, asked: 4 });
    expect(JSON.parse(answer.text)).toMatchObject({ id: "a1" });
  });

  it.each(["timeout=1&pollingInterval=2", "timeout=1&pollingInterval=0"])(
    "refuses %s before anything is started",
    async (query) => {
      const { call, engine } = await setUp();

      expect((await call("POST", `/orchestrators/triage?${query}`)).status).toBe(400);
      expect((await call("POST", `/instances/a1/restart?${query}`)).status).toBe(400);
      expect(engine.calls).toEqual([]);
    },
  );

  it("does not wait when only one of the two is there", async () => {
    const answer = await startAndWait([instance()], "timeout=10");

    expect(answer).toMatchObject({ status: 202, seconds: 0, asked: 0 });
  });
});

describe("POST instances/{id}/restart", () => {
  it.each([
    ["", true],
    ["?restartWithNewInstanceId=false", false],
  ])("starts again: %j", async (query, withNewId) => {
    const { call, engine } = await setUp({ restart: async () => ({ ok: true, instanceId: "b2" }) });

    const { status, json: body } = await call("POST", `/instances/a1/restart${query}`);

    expect({ status, body }).toMatchObject({ status: 202, body: { id: "b2" } });
    expect(engine.calls).toEqual([["restart", "a1", withNewId]]);
  });

  it("answers 400 for an id that it does not know", async () => {
    const { call } = await setUp({ restart: async () => "unknown" });

    expect((await call("POST", "/instances/a1/restart")).status).toBe(400);
  });
});

describe("entities", () => {
  it("shows a state, with $ for the empty key", async () => {
    const { call, engine } = await setUp({ entityState: () => ({ state: '{"n":2}' }) });

    expect(await call("GET", "/entities/ledger/$")).toMatchObject({ status: 200, json: { n: 2 } });
    expect(engine.calls).toEqual([["entityState", "ledger", ""]]);
  });

  it("answers 404 for one that does not exist", async () => {
    const { call } = await setUp({ entityState: () => undefined });

    expect((await call("GET", "/entities/ledger/x")).status).toBe(404);
  });

  it("lists them, of one name or all", async () => {
    const { call, engine } = await setUp({
      listEntities: () => ({
        entities: [{ name: "ledger", key: "x", lastOperationAt: 0, state: "5" }],
        continuationToken: "next",
      }),
    });

    const { headers, json: body } = await call("GET", "/entities");
    await call("GET", "/entities/ledger?fetchState=true&top=3&lastOperationTimeFrom=2026-01-01");

    expect(headers["x-ms-continuation-token"]).toBe("next");
    expect(body).toEqual([
      {
        entityId: { name: "ledger", key: "x" },
        lastOperationTime: "1970-01-01T00:00:00.000Z",
        state: 5,
      },
    ]);
    expect(engine.calls).toEqual([
      ["listEntities", { fetchState: false, top: 100 }],
      [
        "listEntities",
        { name: "ledger", fetchState: true, top: 3, lastOperationFrom: Date.UTC(2026, 0, 1) },
      ],
    ]);
  });

  it.each([
    ["JSON as it is", json("5"), { input: "5" }],
    ["another type as text", { body: "a b" }, { input: '"a b"' }],
    ["no body as no input", {}, {}],
  ] as [string, WireRequest, object][])("signals with %s", async (_title, request, input) => {
    const { call, engine } = await setUp({ signalEntity: async () => undefined });

    const { status } = await call("POST", "/entities/ledger/x?op=add", request);

    expect(status).toBe(202);
    const signal = { name: "ledger", key: "x", operation: "add" };
    expect(engine.calls).toEqual([["signalEntity", { ...signal, ...input }]]);
  });

  it("refuses a signal that says it is JSON and is not", async () => {
    const { call } = await setUp();

    expect((await call("POST", "/entities/ledger/x?op=add", json("{"))).status).toBe(400);
  });

  it("refuses a signal to an entity that the app does not have", async () => {
    const { call } = await setUp({
      signalEntity: () => Promise.reject(new ArgumentError("The function 'x' doesn't exist")),
    });

    for (const method of ["POST", "DELETE"]) {
      expect(await call(method, "/entities/x/y?op=add")).toMatchObject({
        status: 400,
        json: { ExceptionMessage: "The function 'x' doesn't exist" },
      });
    }
  });

  it("signals delete", async () => {
    const { call, engine } = await setUp({ signalEntity: async () => undefined });

    expect((await call("DELETE", "/entities/ledger/x")).status).toBe(202);
    expect(engine.calls).toEqual([
      ["signalEntity", { name: "ledger", key: "x", operation: "delete" }],
    ]);
  });
});

describe("the management API", () => {
  it.each([
    ["GET", "/orchestrators/triage"],
    ["POST", "/orchestrators"],
    ["POST", "/orchestrators/a/b/c"],
    ["PUT", "/instances/a1"],
    ["POST", "/instances"],
    ["POST", "/instances/a1"],
    ["GET", "/instances/a1/terminate"],
    ["POST", "/instances/a1/explode"],
    ["POST", "/instances/a1/raiseEvent"],
    ["POST", "/instances/a1/terminate/now"],
    ["POST", "/instances//terminate"],
    ["POST", "/instances/a1/raiseEvent/a/b"],
    ["PUT", "/entities/ledger/x"],
    ["POST", "/entities/ledger"],
    ["GET", "/entities/ledger/x/y"],
    ["GET", "/makeprimary"],
    ["GET", "/elsewhere"],
    ["GET", ""],
  ])("answers %s %s with 404 and no body", async (method, path) => {
    const { call } = await setUp();

    expect(await call(method, path)).toMatchObject({ status: 404, text: "" });
  });

  it("answers below the SDK's base as well, in any case", async () => {
    const { url } = await setUp({ status: () => undefined, list: () => ({ instances: [] }) });

    const answers = await Promise.all([
      send(url, "/DurableTask/Instances/a1"),
      send(url, "/durabletask/instances/"),
      send(url, `${base.toUpperCase()}/INSTANCES`),
      send(url, "/durabletasks/instances"),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 200, 200, 404]);
  });

  it("answers 400 to an id with a NUL, as ASP.NET does", async () => {
    const { call } = await setUp();

    expect(await call("DELETE", "/instances/a1%00")).toMatchObject({ status: 400, text: "" });
  });

  it("is the primary already", async () => {
    const { call } = await setUp();

    expect((await call("POST", "/makePrimary")).status).toBe(200);
  });
});
