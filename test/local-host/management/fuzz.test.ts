import * as fc from "fast-check";
import { realClock } from "../../../local-host/clock";
import { writeToken } from "../../../local-host/engine/continuation-token";
import { instanceIdProblem } from "../../../local-host/engine/instance-id";
import { createManagementApi } from "../../../local-host/management/api";
import { openSqliteStore } from "../../../local-host/store/sqlite";
import type { Store } from "../../../local-host/store/store";
import { type WireAnswer, type WireRequest, send, serve } from "../../support/loopback";
import { temporaryFolder } from "../../support/temporary-folder";
import { harness } from "../engine/support/harness";
import { atOnce } from "../engine/support/scripted-protocol";

/**
 * Requests that nobody would send, to every endpoint, over HTTP, on a real engine with a file. They
 * come one after another, each when the engine has nothing to do: what a refused one wrote is seen.
 */

const rpc = "/durabletask";
const bases = ["/runtime/webhooks/durabletask", rpc, "/RUNTIME/webhooks/DurableTask"];
const CHANGES = /^(put|add|delete|append|clear)/;

/** A store that tells of its changes. */
function telling(store: Store) {
  const changes: string[] = [];
  const entries = Object.entries(store).map(([name, method]: [string, unknown]) => {
    if (!CHANGES.test(name)) return [name, method];
    const call = method as (...args: unknown[]) => unknown;
    return [name, (...args: unknown[]) => (changes.push(name), call(...args))];
  });
  return { changes, store: Object.fromEntries(entries) as Store };
}

async function openStage(directory: string) {
  const { store, changes } = telling(openSqliteStore({ file: `${directory}/durable.db` }));
  const made = harness({
    store,
    clock: realClock,
    scripts: {
      *main({ event }) {
        return yield event("go");
      },
      done: atOnce(() => 1),
      *failing({ task }) {
        yield task("fail");
      },
    },
    activities: {
      fail: () => {
        throw new Error("down");
      },
    },
    entities: { counter: ({ input }) => ({ state: input ?? null, result: input ?? null }) },
  });
  const { engine, log } = made;
  const server = await serve(
    createManagementApi({
      engine,
      clock: realClock,
      taskHub: "Hub",
      connectionName: "Storage",
      log: (level, message) => void log.push(`${level}: ${message}`),
    }),
    (level, message) => void log.push(`${level}: ${message}`),
  );
  for (const name of ["main", "done", "failing"]) {
    for (const number of [1, 2, 3]) await made.start({}, `${name}-${number}`, name);
  }
  for (const key of ["x", ""])
    await engine.signalEntity({ name: "counter", key, operation: "set" });
  await engine.whenIdle();

  /** The answer, and what it changed before anything else went on. */
  async function ask(path: string, request: WireRequest) {
    await engine.whenIdle();
    changes.length = 0;
    const answer = await send(server.url, path, request);
    return { answer, changed: [...changes] };
  }
  const errors = (): string[] => log.filter((line) => line.includes("Cannot answer"));
  const close = async (): Promise<void> => {
    await server.close(0);
    await engine.stop(0);
  };
  return { ...made, ask, errors, close };
}

let folder: ReturnType<typeof temporaryFolder>;
let stage: Awaited<ReturnType<typeof openStage>>;
beforeAll(async () => {
  folder = temporaryFolder();
  stage = await openStage(folder);
});
afterAll(async () => {
  await stage.close();
});

const nasty = [
  "%00",
  "a%00b",
  "%2F",
  "a%2Fb",
  "..%2f..",
  "%2e%2e",
  "%5C",
  "%",
  "%zz",
  "%FF",
  "%C0%80",
  "%ED%A0%80",
  "\xff\xfe",
  "%F0%9F%92%A5",
  "%E6%BC%A2",
  "%0A%0D",
  "%7F",
  "a%3Fb",
  "a%23b",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "a+b",
  "%20",
  "%25",
  "'",
  "%22",
  "{text}",
  "INSTANCEID",
  "$",
  "@",
  "@@",
  "@counter@",
  "@nobody@x",
  "-1",
  "NaN",
  "9".repeat(400),
  "a".repeat(257),
  "a".repeat(3000),
];
const ids = ["main-1", "main-2", "main-3", "done-1", "done-2", "failing-1", "failing-2"];
const names = ["main", "DONE", "failing", "counter", "nobody"];
const operations = ["terminate", "Suspend", "resume", "rewind", "restart", "raiseEvent", "explode"];
const anySegment = fc.oneof(
  fc.constantFrom(...ids, ...names, "@counter@x"),
  fc.constantFrom(...nasty),
  fc.string({ unit: "grapheme", maxLength: 12 }).map(encodeURIComponent),
);
const tailOf = (...segments: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...segments).map((parts) => parts.join("/"));
const anyPath = fc.oneof(
  tailOf(fc.constant("orchestrators"), fc.constantFrom(...names, ...nasty)),
  tailOf(fc.constant("orchestrators"), fc.constantFrom("main", "done"), anySegment),
  fc.constantFrom("instances", "instances/", "Instances//", "entities", "entities/counter"),
  tailOf(fc.constant("instances"), anySegment),
  tailOf(fc.constant("instances"), anySegment, fc.constantFrom(...operations)),
  tailOf(fc.constant("instances"), anySegment, fc.constant("raiseEvent"), anySegment),
  tailOf(fc.constant("entities"), fc.constantFrom("counter", "nobody"), anySegment),
  tailOf(fc.constant("entities"), anySegment),
  fc.constant("makeprimary"),
  fc.array(anySegment, { maxLength: 5 }).map((segments) => segments.join("/")),
);

const parameters = [
  "createdTimeFrom",
  "createdTimeTo",
  "lastOperationTimeFrom",
  "lastOperationTimeTo",
  "runtimeStatus",
  "instanceIdPrefix",
  "showInput",
  "showHistory",
  "showHistoryOutput",
  "returnInternalServerErrorOnFailure",
  "fetchState",
  "top",
  "reason",
  "op",
  "version",
  "restartWithNewInstanceId",
  "TASKHUB",
  "__proto__",
  "",
];
const values = [
  ...nasty,
  "",
  "true",
  "FALSE",
  "0",
  "-1",
  "1",
  "3",
  "2147483648",
  "1e308",
  "1e999",
  "-Infinity",
  "0x10",
  "1970-01-01",
  "2026-01-01T00:00:00Z",
  "0000-00-00",
  "-271821-04-20",
  "%2B275760-09-13T00:00:00Z",
  "999999-01-01",
  "9999-12-31T23:59:59.9999999Z",
  "2026-02-31T25:61:61",
  "Running",
  "Running,Failed,Completed",
  "Failed,Failed,Failed",
  "failed",
  "Running%2CPending",
];
const waits = ["0.01", "0.002", "0", "-1", "NaN", "Infinity", "1e308", "9e99", "soon", ""];
const anyQuery = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(fc.tuple(fc.constantFrom(...parameters), fc.constantFrom(...values)), {
      maxLength: 5,
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...waits), fc.constantFrom(...waits))
      .map(([timeout, interval]) => [
        ["timeout", timeout] as [string, string],
        ["pollingInterval", interval] as [string, string],
      ]),
  },
);

const tokens = [
  "nonsense",
  "W10",
  "e30",
  "=",
  ...['[1e400,"a"]', "[null,null]", "[{},[]]", '[1,"a",2]', '[-1,"\\ud800"]'].map((text) =>
    Buffer.from(text).toString("base64url"),
  ),
  writeToken([0, "main-1"]),
  writeToken([Number.MAX_SAFE_INTEGER, "\0"]),
  writeToken(["counter", "x"]),
];
const anyHeaders = fc.record(
  {
    "content-type": fc.constantFrom(
      "application/json",
      "application/json; charset=utf-16",
      "APPLICATION/JSON",
      "text/plain",
      "multipart/form-data; boundary=x",
      ";;;",
      "",
    ),
    "x-ms-continuation-token": fc.constantFrom(...tokens),
    accept: fc.constantFrom("text/html", ""),
    "content-encoding": fc.constantFrom("gzip"),
  },
  { requiredKeys: [] },
);
const deep = "[".repeat(20_000) + "]".repeat(20_000);
const anyBody = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: fc.json() },
  {
    weight: 3,
    arbitrary: fc.constantFrom<string | Buffer>(
      "",
      "null",
      '""',
      "{",
      "undefined",
      "NaN",
      "\ufeff{}",
      '{"__proto__":{"polluted":true},"constructor":1}',
      '"\\ud800"',
      "1e999",
      deep,
      Buffer.from([0xff, 0xfe, 0x00]),
      Buffer.from('"\xff"', "latin1"),
    ),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
);
const anyRequest = fc.record({
  method: fc.constantFrom(
    "GET",
    "GET",
    "POST",
    "POST",
    "POST",
    "DELETE",
    "DELETE",
    "PUT",
    "PATCH",
    "HEAD",
    "OPTIONS",
  ),
  base: fc.constantFrom(...bases),
  path: anyPath,
  query: anyQuery,
  headers: anyHeaders,
  body: anyBody,
  isChunked: fc.boolean(),
});
type AnyRequest = typeof anyRequest extends fc.Arbitrary<infer T> ? T : never;

const addressOf = ({ base, path, query }: AnyRequest): string =>
  `${base}/${path}?${query.map(([name, value]) => `${name}=${value}`).join("&")}`;

const STATUSES = [200, 202, 400, 404, 410, 412];
/** The 500s that the contract names. */
const NAMED =
  /^An Orchestration instance with the status \w+ already exists|because instance is in the \w+ state|^Only orchestrations in a terminal state/;

function isNamed({ status, json }: WireAnswer, { method, query }: AnyRequest): boolean {
  if (STATUSES.includes(status)) return true;
  const { ExceptionMessage: message, runtimeStatus } = (json ?? {}) as Record<string, unknown>;
  if (status !== 500) return false;
  const asksForIt = query.some(([name]) => name === "returnInternalServerErrorOnFailure");
  if (method === "GET" && asksForIt) return runtimeStatus === "Failed";
  return typeof message === "string" && NAMED.test(message);
}

describe("whatever is sent to the management API", () => {
  it("is answered as the contract says, and changes nothing when it is refused", async () => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        const { method, headers, body, isChunked } = request;
        const { answer, changed } = await stage.ask(addressOf(request), {
          method,
          headers,
          ...(body !== undefined && { body, isChunked }),
        });

        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        expect(stage.errors()).toEqual([]);
        expect({
          status: answer.status,
          text: answer.text,
          isNamed: isNamed(answer, request),
        }).toMatchObject({ isNamed: true });
        const isRefused = answer.status >= 400 || method === "GET" || method === "HEAD";
        const { status, text } = answer;
        const harm = isRefused ? changed : [];
        expect({ status, text, harm }).toEqual({ status, text, harm: [] });
        expect(text === "" || answer.json !== undefined).toBe(true);
        const isForeign = ["PUT", "PATCH", "HEAD", "OPTIONS"].includes(method);
        expect(isForeign && ![400, 404].includes(status)).toBe(false);
      }),
      { seed: 19, numRuns: 4000, endOnFailure: true },
    );

    // The requests got somewhere, and nobody who can be served is kept waiting by what they left.
    for (const status of [...STATUSES, 500]) expect(statuses.get(status)).toBeGreaterThan(0);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    await expect(stage.start({}, "afterwards", "done").then(stage.finish)).resolves.toMatchObject({
      runtimeStatus: "Completed",
    });
  }, 60_000);

  it("has put no instance into the store that could not be reached by its URL", async () => {
    const listed: { instanceId: string }[] = [];
    for (let token = ""; ;) {
      const { answer } = await stage.ask(`${rpc}/instances?top=1000`, {
        headers: token === "" ? {} : { "x-ms-continuation-token": token },
      });
      expect(answer.status).toBe(200);
      listed.push(...(answer.json as { instanceId: string }[]));
      token = String(answer.headers["x-ms-continuation-token"] ?? "");
      if (token === "") break;
    }

    expect(listed.length).toBeGreaterThan(100);
    expect(new Set(listed.map(({ instanceId }) => instanceId)).size).toBe(listed.length);
    for (const { instanceId } of listed) {
      if (instanceId.startsWith("@")) continue;
      expect(instanceIdProblem(instanceId)).toBeUndefined();
      const { answer } = await stage.ask(`${rpc}/instances/${encodeURIComponent(instanceId)}`, {});
      expect(answer.json).toMatchObject({ instanceId });
    }
  }, 60_000);
});
