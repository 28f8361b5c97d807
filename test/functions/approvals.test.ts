import { HttpRequest, type HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { type Approval } from "../../domain/approval";
import { approvalDecision } from "../../functions/approval-api";
import { approvalGate } from "../../functions/approval-gate";
import { createToken } from "../../functions/approval-token";
import { approvalForm, approvalView, approvalsPage } from "../../functions/approvals";
import type { SignIn } from "../../functions/sign-in";
import { approvalsIn } from "../../ledger/approvals";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";
import { alex, isolation, request, sam } from "../support/sample-approval";

jest.mock("@azure/functions-core", () => ({}), { virtual: true });

const key = "a-key-for-this-test";
const origin = "https://soc.example";
const asked = request();
const signedIn: SignIn = { mode: "app-service", isTrusted: true };
const localRun: SignIn = { mode: "unverified", isTrusted: true };

interface Sent {
  as?: string;
  headers?: Record<string, string>;
  body?: string;
  path?: string;
}

async function stage(overrides: Parameters<typeof request>[0] = {}, signIn = signedIn) {
  const kept = memoryLedger();
  const trouble = { now: "" };
  const ledger: Ledger = {
    ...kept,
    revise: (...given) =>
      trouble.now === "" ? kept.revise(...given) : Promise.reject(new Error(trouble.now)),
  };
  const clock = { now: new Date("2026-11-24T04:00:00.000Z") };
  const raised: string[] = [];
  const client = {
    raiseEvent: async (id: string, name: string) => void raised.push(`${id} ${name}`),
  } as unknown as DurableClient;
  const options = {
    gate: approvalGate({ ledger, now: () => clock.now }),
    signIn,
    signingKey: async () => key,
    publicUrl: undefined,
  };
  const approvals = approvalsIn(ledger);
  const id = (await approvals.open(request(overrides))).id;
  const http = (method: string, { as, headers = {}, body, path = "" }: Sent) =>
    new HttpRequest({
      method,
      url: `${origin}/api/approvals/${id}${path}`,
      headers: {
        ...(as !== undefined && { "x-ms-client-principal-id": as }),
        ...headers,
      },
      params: { id },
      ...(body !== undefined && { body: { string: body } }),
    });
  const own = { origin: "null", "sec-fetch-site": "same-origin" };
  return {
    approvals,
    clock,
    trouble,
    raised,
    ledger,
    now: (): Promise<Approval> => approvals.read(id) as Promise<Approval>,
    view: (sent: Sent = {}) => approvalView(options)(http("GET", { as: alex.id, ...sent })),
    list: (sent: Sent = {}) => approvalsPage(options)(http("GET", { as: alex.id, ...sent })),
    post: (fields: Record<string, string>, { headers = own, ...sent }: Sent = {}) =>
      approvalForm(options)(
        http("POST", {
          as: alex.id,
          headers,
          body: new URLSearchParams(fields).toString(),
          ...sent,
        }),
        client,
      ),
    call: (body: object, { headers = {}, ...sent }: Sent = {}) =>
      approvalDecision(options)(
        http("POST", {
          as: alex.id,
          headers: { "content-type": "application/json", ...headers },
          body: JSON.stringify(body),
          ...sent,
        }),
        client,
      ),
  };
}

const bodyOf = ({ body }: HttpResponseInit): string => body as string;
const tokenIn = (page: HttpResponseInit): string =>
  /name="token" value="([^"]+)"/.exec(bodyOf(page))?.[1] ?? "";
const yes = { decision: "approve", reason: "seen in the proxy's log" };

describe("the page of an approval", () => {
  it("says what, to whom, why, what it touches, how it ends, who may decide and how long", async () => {
    const { view } = await stage();

    const page = await view();

    for (const text of [
      "<title>(1) Incident 4711: Sign-in from a listed address</title>",
      "Isolate PC7",
      "<dt>Target</dt><dd>PC7 (1e5bc9d7)</dd>",
      "<dt>Permission used</dt><dd>Machine.Read.All, Machine.Isolate</dd>",
      "when the device next answers",
      asked.planHash,
      "45.83.64[.]10 was called from it",
      "one person signed in today",
      "Release PC7: by itself after 24 hours",
      "Alex, Sam",
      "1 person, 1 still missing",
      "2 days left, until 2026-11-27 03:00 UTC",
      "Nothing is done, and the report says so",
    ]) {
      expect(bodyOf(page)).toContain(text);
    }
  });

  it("says all of one item before the next, and has one form after all of them", async () => {
    const other = { id: "2", label: "PC8", names: ["PC8", "pc8.contoso.example"] };
    const { view } = await stage({
      items: [
        isolation,
        { ...isolation, id: "isolate-device:2", target: other, reason: "it called back, too" },
      ],
    });

    const [lead = "", first = "", second = "", decision = ""] = bodyOf(await view()).split(
      /<section [^>]*>/,
    );

    expect(lead).toContain("2 containments would be done");
    expect(first).toContain("1 of 2: Isolate PC7");
    expect(first).not.toContain("PC8");
    for (const text of [
      "2 of 2: Isolate PC8",
      "also known as pc8[.]contoso[.]example",
      "it called back, too",
      "Release PC8: by itself after 24 hours",
    ]) {
      expect(second).toContain(text);
    }
    expect(second).not.toContain("PC7");
    expect(decision.match(/<form/g)).toHaveLength(1);
    expect(decision.match(/<button/g)).toHaveLength(2);
    expect(decision).toContain("about all 2 together");
    for (const texts of [lead, first, second]) expect(texts).not.toMatch(/<form|<button/);
  });

  it("names every part and every field for who cannot see it", async () => {
    const { view } = await stage();

    const page = bodyOf(await view());

    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const named = [...page.matchAll(/(?:aria-labelledby|aria-describedby|for)="([^"]+)"/g)];
    expect(new Set(ids).size).toBe(ids.length);
    expect(named.map(([, id]) => id)).toEqual(["item-1", "decision", "reason", "reason-hint"]);
    expect(ids).toEqual(expect.arrayContaining(named.map(([, id]) => id)));
    expect([...page.matchAll(/<h(\d)/g)].map(([, level]) => level)).toEqual(["1", "2", "2"]);
    expect(page).not.toMatch(/tabindex|autofocus|onclick|<script| style="/);
  });

  it("says how it ended and who said what, and has no form any more", async () => {
    const { view, post } = await stage({ quorum: 2 });
    const mine = tokenIn(await view());
    const hers = tokenIn(await view({ as: sam.id }));
    await post({ ...yes, token: mine });
    const waits = bodyOf(await view());
    const no = { decision: "reject", reason: "It is a drill", token: hers };
    const told = bodyOf(await post(no, { as: sam.id }));

    const page = bodyOf(await view());

    expect(waits).toContain("You have voted; somebody else must agree, too.");
    expect(waits).not.toContain("<form");
    expect(told).toContain("<title>Counted: rejected by Sam");
    expect(page).toContain("Rejected by Sam at 2026-11-24 04:00 UTC: It is a drill");
    expect(page).toContain("Alex: approve, 2026-11-24 04:00 UTC, by page: seen in the proxy");
    expect(page).not.toContain("<form");
  });

  it("can run no script, be framed by nobody, and tells nobody where one came from", async () => {
    const { view } = await stage();

    expect((await view()).headers).toMatchObject({
      "content-security-policy": expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      ),
      "referrer-policy": "no-referrer",
      "x-frame-options": "DENY",
      "cache-control": "no-store",
    });
  });

  it("changes nothing, however often and by whomever it is fetched", async () => {
    const { view, list, now, raised, ledger } = await stage();
    const before = await now();

    for (let visit = 0; visit < 20; visit += 1) {
      await view({ headers: { "sec-purpose": "prefetch" } });
      await list();
    }

    expect(await now()).toEqual(before);
    expect(raised).toEqual([]);
    expect((await ledger.record(recordOf(before))).map(({ what }) => what)).toEqual(["asked"]);
  });

  it("makes text of whatever an attacker has written", async () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)> http://evil.example/a`;
    const { view, list } = await stage({
      title: hostile,
      items: [
        {
          ...isolation,
          target: { id: hostile, label: hostile, names: [] },
          reason: hostile,
          blastRadius: [hostile],
          askedBecause: hostile,
        },
      ],
      approvers: [{ ...alex, name: hostile }],
    });

    for (const page of [await view(), await list()]) {
      expect(bodyOf(page)).not.toMatch(/<script|<img|http:\/\/evil/);
      expect(bodyOf(page)).toContain("&lt;script&gt;");
    }
  });

  it.each<[string, SignIn, Sent, number]>([
    ["nobody who is not signed in", signedIn, { as: "" }, 401],
    ["nobody who is no approver", signedIn, { as: "b".repeat(36) }, 403],
    ["nobody while SIGN_IN is not set", { mode: undefined, isTrusted: true }, {}, 503],
    [
      "nobody while the platform's authentication is off",
      { mode: "app-service", isTrusted: false },
      {},
      503,
    ],
  ])("lets %s see it", async (_what, signIn, sent, status) => {
    const { view, post, now } = await stage({}, signIn);

    const page = await view(sent);

    expect(page.status).toBe(status);
    expect(bodyOf(page)).not.toContain("PC7");
    expect((await post({ ...yes, token: "t" }, sent)).status).toBe(status);
    expect((await now()).votes).toEqual([]);
  });

  it("asks who it is at a local run", async () => {
    const { view, post, now } = await stage({}, localRun);

    expect(bodyOf(await view())).toContain("Who are you?");
    const page = await view({ path: "" });
    expect(tokenIn(page)).toBe("");
    const facts = { approvalId: asked.id, planHash: asked.planHash, approverId: sam.id };
    const token = createToken(facts, key, new Date("2026-11-24T04:00:00.000Z"));
    expect((await post({ ...yes, token, as: sam.id })).status).toBe(200);
    expect(await now()).toMatchObject({ state: "approved", votes: [{ name: "Sam" }] });
  });
});

describe("the form of an approval", () => {
  it("decides once, wakes the flow, and is in the record", async () => {
    const { view, post, now, raised, ledger } = await stage();
    const token = tokenIn(await view());

    const first = await post({ ...yes, token });
    const replayed = await post({ ...yes, token });

    expect([first.status, replayed.status]).toEqual([200, 409]);
    expect(bodyOf(replayed)).toContain("This form was sent before");
    // Who comes late wakes the flow, too: the one who decided may have been killed before.
    expect(raised).toEqual(["respond-1-agree decided", "respond-1-agree decided"]);
    const approval = await now();
    expect(approval).toMatchObject({ state: "approved", votes: [{ through: "page" }] });
    const entries = await ledger.record(recordOf(approval));
    expect(entries.map(({ what, by }) => [what, by])).toEqual([
      ["asked", "respond-1"],
      ["voted", alex.id],
      ["approved", "respond-1"],
    ]);
  });

  it.each<[string, Sent["headers"]]>([
    ["another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    [
      "another host of the site",
      { origin: "https://x.soc.example", "sec-fetch-site": "same-site" },
    ],
    ["a frame that hides where it is", { origin: "null" }],
    ["something that does not say where it is", {}],
  ])("is refused from %s", async (_what, headers) => {
    const { view, post, now } = await stage();
    const token = tokenIn(await view());

    expect((await post({ ...yes, token }, { headers: headers! })).status).toBe(403);
    expect((await now()).votes).toEqual([]);
  });

  it("refuses tokens that are old, forged, of somebody else or of another approval", async () => {
    const { view, post, now, clock } = await stage({ quorum: 2 });
    const facts = { approvalId: asked.id, planHash: asked.planHash, approverId: alex.id };
    const token = tokenIn(await view());
    const refused = [
      await post({ ...yes, token }, { as: sam.id }),
      await post({ ...yes, token: createToken(facts, "another-key", clock.now) }),
      await post({ ...yes, token: createToken({ ...facts, approvalId: "x" }, key, clock.now) }),
      await post({ ...yes, token: `${token}x` }),
      await post({ ...yes, token: "" }),
    ];
    clock.now = new Date("2026-11-24T05:00:00.000Z");
    refused.push(await post({ ...yes, token }));

    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
    expect((await now()).votes).toEqual([]);
  });

  it("says that the plan has changed, and shows the new one", async () => {
    const { view, post, now, approvals } = await stage();
    const token = tokenIn(await view());
    const other = {
      ...isolation,
      id: "isolate-device:2",
      target: { id: "2", label: "PC8", names: [] },
    };
    await approvals.open(request({ items: [other], planHash: "e".repeat(64) }));

    const page = await post({ ...yes, token });

    expect(page.status).toBe(409);
    expect(bodyOf(page)).toContain("the plan has changed");
    expect(bodyOf(page)).toContain("Isolate PC8");
    expect(await now()).toMatchObject({ state: "open", votes: [] });
  });

  it("lets nobody decide who caused the run", async () => {
    const { view, post, now, clock } = await stage({ causedBy: [alex.id] });
    const facts = { approvalId: asked.id, planHash: asked.planHash, approverId: alex.id };
    const shown = bodyOf(await view());

    const page = await post({ ...yes, token: createToken(facts, key, clock.now) });

    expect(shown).toContain("You caused this run, so somebody else must decide.");
    expect(shown).not.toContain("<form");
    expect(page.status).toBe(409);
    expect(bodyOf(page)).toContain("you caused this run");
    expect((await now()).state).toBe("open");
  });

  it("wants a reason", async () => {
    const { view, post, now } = await stage();

    const page = await post({ ...yes, reason: " ", token: tokenIn(await view()) });

    expect(bodyOf(page)).toContain("write the reason");
    expect(tokenIn(page)).not.toBe("");
    expect((await now()).votes).toEqual([]);
  });

  it("takes one decision of two people at once", async () => {
    const { view, post, now } = await stage();
    const mine = tokenIn(await view());
    const hers = tokenIn(await view({ as: sam.id }));

    const statuses = await Promise.all([
      post({ ...yes, token: mine }),
      post({ decision: "reject", reason: "no", token: hers }, { as: sam.id }),
    ]);

    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([200, 409]));
    expect((await now()).votes).toHaveLength(1);
  });
});

describe("the API of approvals", () => {
  const said = { ...yes, planHash: asked.planHash };

  it("decides by the same gate", async () => {
    const { call, now } = await stage();

    expect(await call(said)).toMatchObject({
      status: 200,
      jsonBody: { outcome: "counted", state: "approved" },
    });
    expect(await call(said, { as: sam.id })).toMatchObject({
      status: 409,
      jsonBody: { because: "already-decided" },
    });
    expect((await now()).votes).toMatchObject([{ through: "api", approverId: alex.id }]);
  });

  it.each<[string, object, Sent, number]>([
    ["another plan", { ...said, planHash: "0" }, {}, 409],
    ["somebody who is not signed in", said, { as: "" }, 401],
    ["who says to be somebody else", { ...said, approverId: alex.id }, { as: sam.id + "x" }, 409],
    ["text", said, { headers: { "content-type": "text/plain" } }, 415],
    ["another site", said, { headers: { "sec-fetch-site": "cross-site" } }, 403],
    ["what is no decision", { ...said, decision: "maybe" }, {}, 400],
  ])("refuses %s", async (_what, body, sent, status) => {
    const { call, now } = await stage();

    expect((await call(body, sent)).status).toBe(status);
    expect((await now()).votes).toEqual([]);
  });
});

describe("page, form and API while the ledger does not answer", () => {
  it("say so, and that nobody knows whether a vote was counted", async () => {
    const { view, list, post, call, trouble, now } = await stage();
    const token = tokenIn(await view());
    trouble.now = "disk <b> I/O error";

    const pages = [await view(), await list(), await post({ ...yes, token })];
    const answer = await call({ ...yes, planHash: asked.planHash });

    for (const page of pages) {
      expect(page.status).toBe(503);
      expect(bodyOf(page)).toContain("The ledger did not answer (disk &lt;b&gt; I/O error), so it");
    }
    expect(answer).toMatchObject({
      status: 503,
      jsonBody: { error: expect.stringContaining("disk <b> I/O error") },
    });
    trouble.now = "";
    expect((await now()).votes).toEqual([]);
  });
});

describe("the list of approvals", () => {
  it("counts what waits, and only for those who may decide", async () => {
    const { list } = await stage();

    expect(bodyOf(await list())).toContain("<title>(1) Approvals</title>");
    expect(bodyOf(await list({ as: "b".repeat(36) }))).toContain("Nothing waits for a decision");
  });
});

const recordOf = ({ ref }: Approval): string =>
  [ref.subscriptionId, ref.resourceGroup, ref.workspaceName, ref.name].join("/").toLowerCase();
