import { HttpRequest, type InvocationContext, type Timer } from "@azure/functions";
import type { Containment, Hold } from "../../domain/containment";
import { failure, success } from "../../domain/outcome";
import {
  extendContainment,
  listContainments,
  undoContainments,
} from "../../functions/containments-api";
import { endContainments } from "../../functions/end-containments";
import type { SignIn } from "../../functions/sign-in";
import { memoryLedger } from "../../ledger/memory";
import { ref } from "../activities/samples";
import { taskHub } from "../support/task-hub";

jest.mock("@azure/functions-core", () => ({}), { virtual: true });

const now = () => new Date("2026-11-24T03:00:00Z");
const armId = `/subscriptions/${ref.subscriptionId}/resourceGroups/${ref.resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${ref.workspaceName}/providers/Microsoft.SecurityInsights/incidents/${ref.name}`;
const chain = `${ref.subscriptionId}/${ref.resourceGroup}/${ref.workspaceName}/${ref.name}`;

const hold: Hold = {
  ref,
  incidentNumber: 42,
  runId: "run-1",
  reason: "malicious",
  addedAt: "2026-11-24T02:00:00.000Z",
  expiresAt: "2026-11-25T02:00:00.000Z",
};
const pc7: Containment = {
  id: "isolate-device:pc7",
  kind: "isolate-device",
  target: { id: "pc7", label: "PC7", names: ["pc7"] },
  state: "in-force",
  round: 1,
  incident: ref,
  holds: [hold],
  actedAt: "2026-11-24T02:00:01.000Z",
};
const later: Containment = {
  ...pc7,
  id: "isolate-device:pc8",
  target: { id: "pc8", label: "PC8", names: ["pc8"] },
  holds: [{ ...hold, expiresAt: "2026-11-26T02:00:00.000Z" }],
};

const signedIn: SignIn = { mode: "app-service", isTrusted: true };

async function world({ signIn = signedIn } = {}) {
  const ledger = memoryLedger();
  for (const one of [later, pc7]) await ledger.reviseContainment(one.id, () => one);
  const hub = taskHub();
  const extended: unknown[] = [];
  const options = {
    ledger,
    now,
    signIn,
    extend: async (input: { id: string; until: string }) => {
      extended.push(input);
      const { id, until } = input;
      return success({ id, state: "in-force" as const, wasAlready: false, expiresAt: until });
    },
  };
  return { ledger, hub, extended, options };
}

const kim = {
  "x-ms-client-principal-id": "K",
  "x-ms-client-principal-name": "kim@contoso.example",
};
const post = (body: unknown, headers: Record<string, string> = kim): HttpRequest =>
  new HttpRequest({
    method: "POST",
    url: "http://localhost:7071/api/containments/undo",
    headers,
    body: { string: JSON.stringify(body) },
  });
const drill = { incident: armId, reason: "It was a drill" };

describe("GET /api/containments", () => {
  it("lists what is in force, the soonest end first", async () => {
    const { options } = await world();

    const { jsonBody } = await listContainments(options)();

    expect(jsonBody).toEqual({
      containments: [
        {
          id: "isolate-device:pc7",
          kind: "isolate-device",
          what: "Isolate PC7",
          state: "in-force",
          since: "2026-11-24T02:00:01.000Z",
          expires: "2026-11-25T02:00:00.000Z",
          incidents: [{ number: 42, reason: "malicious", expires: "2026-11-25T02:00:00.000Z" }],
          note: null,
        },
        expect.objectContaining({ id: "isolate-device:pc8" }),
      ],
    });
  });
});

describe("POST /api/containments/undo", () => {
  it("starts one flow that takes back what the incident holds, and records who asked", async () => {
    const { options, hub, ledger } = await world();

    const answer = await undoContainments(options)(post(drill), hub.client);
    await undoContainments(options)(post(drill), hub.client);

    expect(answer).toMatchObject({
      status: 202,
      jsonBody: { containments: ["Isolate PC7", "Isolate PC8"] },
    });
    expect(hub.starts).toEqual([
      {
        name: "undoIncident",
        id: expect.stringMatching(/^undo-[0-9a-f]{32}$/),
        input: { ref, by: "kim@contoso.example", reason: "It was a drill" },
      },
    ]);
    expect(await ledger.record(chain)).toMatchObject([
      { what: "undo asked", by: "kim@contoso.example", detail: { reason: "It was a drill" } },
    ]);
  });

  it("starts another one for what the incident wanted again, while another incident held it", async () => {
    const { options, hub, ledger } = await world();
    const other = { ...hold, ref: { ...ref, name: "another" }, incidentNumber: 43 };
    const heldSince = (addedAt: string) => ({ ...pc7, holds: [other, { ...hold, addedAt }] });
    await ledger.reviseContainment(pc7.id, () => heldSince("2026-11-24T02:00:00.000Z"));
    await undoContainments(options)(post(drill), hub.client);
    await ledger.reviseContainment(pc7.id, () => heldSince("2026-11-24T02:30:00.000Z"));

    await undoContainments(options)(post(drill), hub.client);

    expect(hub.starts).toHaveLength(2);
  });

  it.each([
    ["no body", undefined, "The body: "],
    ["no incident", { reason: "It was a drill" }, "incident: "],
    [
      "something else than an incident",
      { ...drill, incident: "/subscriptions/1" },
      "incident: must be the ARM id",
    ],
    ["no reason", { incident: armId }, "reason: "],
    ["a blank reason", { ...drill, reason: "   " }, "reason: says why"],
  ])("refuses %s in one sentence", async (_, body, message) => {
    const { options, hub } = await world();

    const answer = await undoContainments(options)(post(body), hub.client);

    expect(answer).toMatchObject({
      status: 400,
      jsonBody: { error: expect.stringContaining(message) },
    });
    expect(hub.starts).toEqual([]);
  });

  it("refuses whom nobody has signed in, but for a run on one's own machine", async () => {
    const { options, hub } = await world();

    expect(await undoContainments(options)(post(drill, {}), hub.client)).toMatchObject({
      status: 401,
    });
    const local = { ...options, signIn: { mode: "unverified" as const, isTrusted: true } };
    expect(await undoContainments(local)(post(drill, {}), hub.client)).toMatchObject({
      status: 202,
    });
    expect(hub.starts).toMatchObject([{ input: { by: "somebody (not verified)" } }]);
  });
});

describe("POST /api/containments/extend", () => {
  const body = { ...drill, id: pc7.id, hours: 48 };

  it("extends from now on, and records who wanted it", async () => {
    const { options, extended, ledger } = await world();

    const answer = await extendContainment(options)(post(body));

    const until = "2026-11-26T03:00:00.000Z";
    expect(answer).toMatchObject({ jsonBody: { id: pc7.id, expiresAt: until } });
    expect(extended).toEqual([{ id: pc7.id, ref, until }]);
    expect(await ledger.record(chain)).toMatchObject([
      { what: "extended", by: "kim@contoso.example", detail: { containment: pc7.id, until } },
    ]);
  });

  it("says why what is not held cannot be extended", async () => {
    const { options, ledger } = await world();
    const extend = async () =>
      failure({ kind: "permanent", vendor: "activity", message: "It is not held" });

    const answer = await extendContainment({ ...options, extend })(post(body));

    expect(answer).toMatchObject({ status: 409, jsonBody: { error: "It is not held" } });
    expect(await ledger.record(chain)).toEqual([]);
  });

  it.each([0, -1, 1.5, "9", 2_161])("refuses %p hours", async (hours) => {
    const { options } = await world();

    expect(await extendContainment(options)(post({ ...body, hours }))).toMatchObject({
      status: 400,
      jsonBody: { error: expect.stringContaining("hours: ") },
    });
  });
});

describe("the timer that ends containments", () => {
  const timer = {} as Timer;
  const context = { log: () => undefined } as unknown as InvocationContext;

  it("starts one flow for each whose time is up, and no other", async () => {
    const { ledger } = await world();
    const hub = taskHub();
    const at = (time: string) => endContainments({ ledger, now: () => new Date(time) });

    await at("2026-11-25T01:59:59Z")(timer, hub.client, context);
    expect(hub.starts).toEqual([]);

    await at("2026-11-25T02:00:00Z")(timer, hub.client, context);
    await at("2026-11-25T02:01:00Z")(timer, hub.client, context);
    expect(hub.starts).toEqual([
      {
        name: "releaseContainment",
        id: expect.stringMatching(/^release-[0-9a-f]{32}$/),
        input: { id: pc7.id, what: "Isolate PC7", incident: ref },
      },
    ]);
  });

  it("starts the others when one cannot be started, and says which", async () => {
    const { ledger } = await world();
    const { client, starts } = taskHub({ refusedStarts: 1 });
    const errors: string[] = [];
    const told = { log: () => undefined, error: (text: string) => void errors.push(text) };
    const end = endContainments({ ledger, now: () => new Date("2026-11-26T02:00:00Z") });

    await end(timer, client, told as unknown as InvocationContext);

    expect(errors).toEqual([expect.stringContaining(`${pc7.id}: Error: 500`)]);
    expect(starts).toMatchObject([{ input: { id: later.id } }]);
  });

  it("starts another one for what was extended, and for what nobody holds any more", async () => {
    const { ledger } = await world();
    const hub = taskHub();
    const end = endContainments({ ledger, now: () => new Date("2026-11-25T02:00:00Z") });
    await end(timer, hub.client, context);

    const holds = [{ ...hold, expiresAt: "2026-11-25T02:00:00.000Z", addedAt: hold.addedAt }];
    await ledger.reviseContainment(pc7.id, () => ({ ...pc7, round: 2, holds }));
    await ledger.reviseContainment(later.id, () => ({ ...later, state: "releasing", holds: [] }));
    await end(timer, hub.client, context);

    expect(new Set(hub.starts.map(({ id }) => id)).size).toBe(3);
  });
});
