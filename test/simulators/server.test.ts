import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type ClientRequest, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningSimulators, startSimulators } from "../../simulators/server";
import { other, probe } from "./probe";

const threeAm = Date.UTC(2026, 10, 24, 3);

let running: RunningSimulators;

beforeEach(async () => {
  running = await startSimulators({ only: [probe, other], now: () => threeAm });
});

afterEach(() => running.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${running.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
/** Resolves when a request is over, however it ends. */
const closing = (waiting: ClientRequest): Promise<void> =>
  new Promise((resolve) => {
    waiting.on("error", () => undefined).on("close", resolve);
  });
const get = (path: string) => fetch(`${running.url}${path}`);

const notes = async () => (await (await get("/probe/notes")).json()) as unknown[];

/** Asks until the vendor has seen a call: each question is a turn of the loop. */
async function untilCalled(): Promise<void> {
  while (running.calls("probe").length === 0) await get("/calls");
}

describe("startSimulators()", () => {
  it("serves each vendor under its name on one port of 127.0.0.1", async () => {
    const answer = await post("/probe/notes", "hello");

    expect(running.url).toBe(`http://127.0.0.1:${running.port}`);
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toBe(`${running.url}/probe/notes/0`);
    await expect(answer.json()).resolves.toEqual({ result: { text: "hello", number: 1 } });
  });

  it("keeps what vendors remember apart", async () => {
    await post("/probe/notes", "mine");

    await expect((await get("/other/notes")).json()).resolves.toEqual([]);
  });

  it("gives a handler the decoded path, the raw query and the headers", async () => {
    const answer = await fetch(`${running.url}/probe/notes/a%20b?x=%2F&y`, {
      method: "PUT",
      headers: { Accept: "text/x" },
    });

    await expect(answer.json()).resolves.toEqual({
      params: { id: "a b" },
      path: "/notes/a b",
      rawQuery: "x=%2F&y",
      accept: "text/x",
    });
  });

  it("sends a text as it is, with the content type of the vendor", async () => {
    const answer = await get("/probe/page");

    expect(answer.headers.get("content-type")).toBe("text/html");
    await expect(answer.text()).resolves.toBe("<p>a page</p>");
  });

  it.each([
    ["GET", "/probe/nothing", 404, "The simulated probe has no GET /nothing"],
    ["DELETE", "/probe/notes", 405, "The simulated probe has no DELETE /notes"],
    ["GET", "/probe", 404, "The simulated probe has no GET /"],
    ["GET", "/jira/issue", 404, 'No vendor is called "jira"; the vendors are probe, other'],
    ["GET", "/probe/%E0%A4%A", 400, 'Cannot decode the path "/probe/%E0%A4%A"'],
  ])("answers %s %s with %i and a sentence", async (method, path, status, error) => {
    const answer = await fetch(`${running.url}${path}`, { method });

    expect(answer.status).toBe(status);
    await expect(answer.json()).resolves.toEqual({ error });
  });

  it("answers 500 when a simulator has a bug, and says where in the log", async () => {
    const log = jest.spyOn(console, "error").mockImplementation(() => undefined);

    const answer = await get("/probe/broken");

    expect(answer.status).toBe(500);
    expect(log).toHaveBeenCalledWith(expect.stringContaining("GET /broken failed: Error: a bug"));
  });

  it("refuses a request of more than 16 MB and stays up", async () => {
    const large = await fetch(`${running.url}/probe/notes`, {
      method: "POST",
      body: Buffer.alloc(16 * 1024 * 1024 + 1),
    });

    expect(large.status).toBe(413);
    expect((await get("/probe/notes")).status).toBe(200);
  });

  it("rejects when its port is taken", async () => {
    await expect(startSimulators({ only: [probe], port: running.port })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });
});

describe("calls", () => {
  it("lists what every vendor received, newest last", async () => {
    await post("/probe/notes?full=1", { a: 1 });
    await get("/other/notes");
    await get("/probe/nothing");

    expect(running.calls()).toEqual([
      {
        vendor: "probe",
        method: "POST",
        path: "/notes?full=1",
        status: 201,
        at: "2026-11-24T03:00:00.000Z",
        body: { a: 1 },
      },
      {
        vendor: "other",
        method: "GET",
        path: "/notes",
        status: 200,
        at: "2026-11-24T03:00:00.000Z",
        body: null,
      },
      {
        vendor: "probe",
        method: "GET",
        path: "/nothing",
        status: 404,
        at: "2026-11-24T03:00:00.000Z",
        body: null,
      },
    ]);
    await expect((await get("/calls")).json()).resolves.toEqual(running.calls());
    await expect((await get("/calls?vendor=other")).json()).resolves.toHaveLength(1);
  });

  it("holds no secret of a request", async () => {
    await post(
      "/probe/notes?sig=hidden-1&pin=hidden-2",
      { password: "hidden-3", pin: "hidden-4" },
      { authorization: "Bearer hidden-5" },
    );

    const text = await (await get("/calls")).text();

    expect(text).toContain("/notes?sig=***&pin=***");
    expect(text).not.toContain("hidden-");
  });

  it("forgets them on DELETE /calls", async () => {
    await get("/probe/notes");

    expect((await fetch(`${running.url}/calls`, { method: "DELETE" })).status).toBe(204);

    expect(running.calls()).toEqual([]);
  });
});

describe("faults", () => {
  const route = "POST /notes";

  it("answer with a status, a body and headers instead of the vendor, as often as asked", async () => {
    await post("/faults", {
      vendor: "probe",
      route,
      status: 429,
      headers: { "Retry-After": "29" },
      body: { slow: "down" },
      times: 2,
    });

    const [first, second, third] = [
      await post("/probe/notes", 1),
      await post("/probe/notes", 2),
      await post("/probe/notes", 3),
    ];

    expect(first.status).toBe(429);
    expect(first.headers.get("retry-after")).toBe("29");
    await expect(first.json()).resolves.toEqual({ slow: "down" });
    expect(second.status).toBe(429);
    expect(third.status).toBe(201);
    await expect(notes()).resolves.toMatchObject([{ text: 3 }]);
  });

  it("with afterEffect let the vendor do its work, and the client see the fault", async () => {
    running.fault({ vendor: "probe", route, status: 503, afterEffect: true });

    expect((await post("/probe/notes", "done")).status).toBe(503);

    await expect(notes()).resolves.toMatchObject([{ text: "done" }]);
  });

  it.each([false, true])(
    "reset the connection; with afterEffect %s the work is done",
    async (afterEffect) => {
      running.fault({ vendor: "probe", route, kind: "reset", afterEffect });

      await expect(post("/probe/notes", "x")).rejects.toThrow("fetch failed");

      await expect(notes()).resolves.toHaveLength(afterEffect ? 1 : 0);
      expect(running.calls("probe")[0]).toMatchObject({ method: "POST", status: 0 });
    },
  );

  it.each([false, true])(
    "never answer; with afterEffect %s the work is done",
    async (afterEffect) => {
      running.fault({ vendor: "probe", route, kind: "timeout", afterEffect });
      const waiting = request(`${running.url}/probe/notes`, { method: "POST" });
      let isAnswered = false;
      waiting.on("response", () => (isAnswered = true));
      waiting.end('"x"');
      await untilCalled();

      await expect(notes()).resolves.toHaveLength(afterEffect ? 1 : 0);
      expect(isAnswered).toBe(false);
      const gone = closing(waiting);
      waiting.destroy();
      await gone;
    },
  );

  it("answer with a page of a proxy", async () => {
    running.fault({ vendor: "probe", route: "GET /notes", kind: "html" });

    const answer = await get("/probe/notes");

    expect(answer.status).toBe(502);
    expect(answer.headers.get("content-type")).toContain("text/html");
    await expect(answer.text()).resolves.toContain("<html>");
  });

  it("answer with JSON that ends in the middle", async () => {
    running.fault({ vendor: "probe", route, kind: "truncated", afterEffect: true });
    running.fault({ vendor: "probe", route: "GET /notes", kind: "truncated" });

    const written = await post("/probe/notes", "a longer text than most");
    const read = await get("/probe/notes");

    expect(written.status).toBe(201);
    expect(await written.text()).toMatch(/^\{"result":\{"text":"a/);
    expect(read.status).toBe(200);
    await expect(read.json()).rejects.toMatchObject({ name: "SyntaxError" });
  });

  it("take a body of another shape for a good answer", async () => {
    running.fault({ vendor: "probe", route: "*", body: { surprise: true } });

    const answer = await get("/probe/notes");

    expect(answer.status).toBe(200);
    await expect(answer.json()).resolves.toEqual({ surprise: true });
  });

  it("that only delay let the vendor answer", async () => {
    running.fault({ vendor: "*", route: "*", delayMs: 1, forever: true });

    expect((await post("/probe/notes", 1)).status).toBe(201);
    expect((await get("/other/notes")).status).toBe(200);
  });

  it("strike a path that no route takes", async () => {
    running.fault({ vendor: "probe", route: "GET /nowhere", status: 503 });

    expect((await get("/probe/nowhere/at/all")).status).toBe(503);
  });

  it("are listed and cleared", async () => {
    const added = await post("/faults", { vendor: "probe", route, status: 500, times: 3 });
    await post("/probe/notes", 1);

    expect(added.status).toBe(201);
    await expect((await get("/faults")).json()).resolves.toEqual([
      { vendor: "probe", route, kind: "status", status: 500, times: 3, left: 2 },
    ]);
    await fetch(`${running.url}/faults`, { method: "DELETE" });

    expect((await post("/probe/notes", 2)).status).toBe(201);
  });
});

describe("the control API", () => {
  it("lists the vendors, their routes and itself", async () => {
    await expect((await get("/")).json()).resolves.toMatchObject({
      vendors: [
        {
          name: "probe",
          url: `${running.url}/probe`,
          routes: expect.arrayContaining(["PUT /notes/{id}"]),
        },
        { name: "other" },
      ],
      control: { "GET /": "the vendors, their routes, and this list" },
    });
  });

  it("sets the scene of one vendor, or of several and the latency at once", async () => {
    expect((await post("/scenes", { vendor: "probe", scene: "night" })).status).toBe(204);
    expect((await post("/scenes", { probe: "a", other: "b", latencyMs: 1 })).status).toBe(204);

    await expect((await get("/probe/notes")).json()).resolves.toMatchObject([{ text: "a" }]);
    await expect((await get("/state/other")).json()).resolves.toEqual({ notes: 1 });
  });

  it.each([
    ["POST", "/scenes", { vendor: "probe", scene: 1 }, 'The scene of "probe" is a text'],
    ["POST", "/scenes", { probe: "a", jira: "b" }, 'No vendor is called "jira"'],
    ["POST", "/scenes", { vendor: "probe", scene: "a", other: "b" }, "Give either"],
    ["POST", "/scenes", { latencyMs: -1 }, "A latency must be a number"],
    ["POST", "/scenes", [], "Scenes are an object"],
    ["POST", "/faults", { vendor: "probe", route: 7 }, '"route" must be'],
    ["GET", "/state", undefined, 'No vendor is called ""; the vendors are probe, other'],
    ["GET", "/state/jira", undefined, 'No vendor is called "jira"'],
    ["GET", "/calls?vendor=jira", undefined, 'No vendor is called "jira"'],
    ["PUT", "/faults", {}, "The control API does not take PUT /faults"],
  ])("answers %s %s %j with 400 and one sentence", async (method, path, body, sentence) => {
    const answer = await fetch(`${running.url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

    expect(answer.status).toBe(400);
    await expect(answer.json()).resolves.toEqual({ error: expect.stringContaining(sentence) });
  });

  it("answers 400 to a body that is no JSON, and changes nothing", async () => {
    const answer = await fetch(`${running.url}/faults`, { method: "POST", body: "{" });

    expect(answer.status).toBe(400);
    await expect((await get("/faults")).json()).resolves.toEqual([]);
  });

  it("sets no scene at all when one of the vendors is unknown", async () => {
    await post("/scenes", { probe: "a", jira: "b" });

    expect(running.state("probe")).toEqual({ notes: 0 });
  });
});

describe("a running server", () => {
  it("takes faults and scenes without HTTP, and refuses with the same sentences", () => {
    expect(() => running.fault({ vendor: "jira", route: "*", status: 500 })).toThrow('"vendor"');
    expect(() => running.scene("probe", 1)).toThrow('The scene of "probe" is a text');
    expect(() => running.state("jira")).toThrow('No vendor is called "jira"');

    running.fault({ vendor: "probe", route: "*", status: 500, forever: true });
    running.clearFaults();
    running.scene("probe", "night");

    expect(running.state("probe")).toEqual({ notes: 1 });
  });

  it("can be closed twice", async () => {
    const own = await startSimulators({ only: [probe] });

    await Promise.all([own.close(), own.close()]);

    await expect(own.close()).resolves.toBeUndefined();
  });

  it("closes although a client still waits for its answer", async () => {
    const own = await startSimulators({ only: [probe], latencyMs: 60_000 });
    const waiting = request(`${own.url}/probe/notes`);
    const gone = closing(waiting);
    const connected = once(waiting, "socket").then(([socket]) => once(socket, "connect"));
    waiting.end();
    await connected;

    await own.close();

    await expect(gone).resolves.toBeUndefined();
  });
});

describe("the memory of the vendors", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "simulators-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("outlives a restart: what they hold, and which calls they had", async () => {
    const options = { only: [probe, other], memoryFile: join(folder, "memory.db") };
    const first = await startSimulators(options);
    await fetch(`${first.url}/probe/notes`, { method: "POST", body: '"kept"' });
    await first.close();

    const second = await startSimulators(options);

    await expect((await fetch(`${second.url}/probe/notes`)).json()).resolves.toMatchObject([
      { text: "kept" },
    ]);
    expect(second.calls()).toMatchObject([
      { method: "POST", body: "kept" },
      { method: "GET", path: "/notes" },
    ]);
    await second.close();
  });

  it("ends with the server when it has no file", async () => {
    const options = { only: [probe] };
    const first = await startSimulators(options);
    await fetch(`${first.url}/probe/notes`, { method: "POST", body: '"gone"' });
    await first.close();

    const second = await startSimulators(options);

    expect(second.state("probe")).toEqual({ notes: 0 });
    await second.close();
  });
});
