import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { splunk } from "../../../simulators/splunk";
import { start } from "../token";

let now = start;
let running: RunningSimulators;
beforeEach(async () => {
  now = start;
  running = await startSimulators({ port: 0, only: [splunk], now: () => now });
});
afterEach(() => running.close());

const path = "/services/search/v2/jobs";
const counting =
  "| stats count min(_time) AS first max(_time) AS last BY sourcetype | sort 0 - count";

interface Body {
  sid?: string;
  entry?: { content: Record<string, unknown> }[];
  results?: Record<string, string>[];
  messages?: { type: string; text: string }[];
}

async function ask(
  method: string,
  to: string,
  form?: Record<string, string>,
  token = "splunk-test-token",
) {
  const response = await fetch(`${running.url}/splunk${to}?output_mode=json`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(form && { body: new URLSearchParams(form) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Body };
}
const create = (search: string, more: Record<string, string> = {}) =>
  ask("POST", path, { search, id: "soar_1", ...more });
const job = async (sid = "soar_1") => (await ask("GET", `${path}/${sid}`)).body.entry![0]!.content;
const results = async (sid = "soar_1") => (await ask("GET", `${path}/${sid}/results`)).body.results;
const counts = async (filter: string) => {
  const { body } = await ask("POST", path, { search: `search ${filter} ${counting}` });
  return (await results(body.sid))!.map(({ sourcetype, count }) => [sourcetype, count]);
};
const event = (raw: string, hoursAgo = 1, index = "main", sourcetype = "syslog") => ({
  index,
  sourcetype,
  at: new Date(now - hoursAgo * 3_600_000).toISOString(),
  raw,
});

describe("a search job", () => {
  it("waits, runs, and is done; what it found is there for as long as it was asked to be", async () => {
    running.scene("splunk", { searchSeconds: 5, mostSearches: 1, events: [event("10.0.0.7")] });
    expect(await create(`search 10.0.0.7 ${counting}`, { timeout: "60" })).toEqual({
      status: 201,
      body: { sid: "soar_1" },
    });
    await create(`search 10.0.0.7 ${counting}`, { id: "soar_2" });
    expect(await job()).toMatchObject({ dispatchState: "RUNNING", isDone: false });
    expect(await job("soar_2")).toMatchObject({ dispatchState: "QUEUED", isDone: false });
    expect(await ask("GET", `${path}/soar_1/results`)).toMatchObject({ status: 204 });

    now += 5_000;
    expect(await job()).toMatchObject({ dispatchState: "DONE", isDone: true, resultCount: 1 });
    expect(await results()).toEqual([
      { sourcetype: "syslog", count: "1", first: expect.any(String), last: expect.any(String) },
    ]);
    expect(await job("soar_2")).toMatchObject({ dispatchState: "RUNNING" });

    now += 60_000;
    expect(await ask("GET", `${path}/soar_1`)).toEqual({
      status: 404,
      body: { messages: [{ type: "FATAL", text: "Unknown sid." }] },
    });
  });

  it("keeps its id for itself", async () => {
    await create(`search a ${counting}`);

    expect(await create(`search b ${counting}`)).toMatchObject({ status: 400 });
  });

  it("is ended early at its longest time, and fails where the scene says so", async () => {
    running.scene("splunk", { searchSeconds: 90 });
    await create(`search a ${counting}`, { max_time: "60" });
    now += 60_000;
    expect(await job()).toMatchObject({ isDone: true, isFinalized: true });

    running.scene("splunk", { searchSeconds: 0, fails: "no peer" });
    await create(`search a ${counting}`, { id: "soar_2" });
    expect(await job("soar_2")).toMatchObject({ dispatchState: "FAILED", isFailed: true });
  });

  it("sees nothing outside of its time, and of indexes that its user may not search", async () => {
    running.scene("splunk", {
      events: [event("10.0.0.7", 1), event("10.0.0.7", 30), event("10.0.0.7", 1, "secret")],
    });

    const { body } = await create("| tstats count where (index=*)", { earliest_time: "-1d" });

    expect(await results(body.sid)).toEqual([{ count: "1" }]);
  });
});

describe("a filter", () => {
  beforeEach(() =>
    running.scene("splunk", {
      events: [event("user=alex src=10.0.0.7"), event("user=kim src=10.0.0.70", 1, "windows", "w")],
    }),
  );

  it.each([
    ["srv-01", []],
    ["10.0.0.7", [["syslog", "1"]]],
    [
      '"10.0.0.7" OR "10.0.0.70"',
      [
        ["syslog", "1"],
        ["w", "1"],
      ],
    ],
    [
      "10.0.0.7*",
      [
        ["syslog", "1"],
        ["w", "1"],
      ],
    ],
    ['index="windows" user', [["w", "1"]]],
    ["user NOT (alex OR nobody)", [["w", "1"]]],
    ['"alex OR kim"', []],
    [
      '"user=*"',
      [
        ["syslog", "1"],
        ["w", "1"],
      ],
    ],
    ["sourcetype=w AND KIM", [["w", "1"]]],
  ])("%s", async (filter, found) => {
    expect(await counts(filter)).toEqual(found);
  });

  it.each([
    `search "a ${counting}`,
    `search (a ${counting}`,
    `search a) ${counting}`,
    `search a [search b] ${counting}`,
    `search "\`a\`" ${counting}`,
    `search a | delete`,
    `search a ${counting} | outputlookup b`,
    `delete`,
    `search ${counting}`,
  ])("is not understood: %s", async (search) => {
    expect(await create(search)).toMatchObject({
      status: 400,
      body: { messages: [{ type: "FATAL" }] },
    });
  });
});

describe("access", () => {
  it("is for the token only, and searches are for who has the capability", async () => {
    expect(await ask("GET", `${path}/a`, undefined, "another")).toMatchObject({ status: 401 });
    running.scene("splunk", { capabilities: [] });
    expect(await create(`search a ${counting}`)).toMatchObject({ status: 403 });
    expect(
      (await ask("GET", "/services/authentication/current-context")).body.entry![0]!.content,
    ).toMatchObject({ username: "soar", capabilities: [] });
  });

  it("answers with XML who does not ask for JSON", async () => {
    const response = await fetch(`${running.url}/splunk/services/authentication/current-context`, {
      headers: { authorization: "Bearer splunk-test-token" },
    });

    expect(await response.text()).toBe("<response/>");
  });

  it("refuses a scene that it does not know", () => {
    expect(() => running.scene("splunk", { events: [{ raw: "a" }] })).toThrow(/takes "token"/);
  });
});

describe("the event collector", () => {
  const collector = "/services/collector/event";
  const channel = "7f0c9a52-0000-4000-8000-0000000000aa";
  const send = async (body: string, headers: Record<string, string> = {}, to = collector) => {
    const response = await fetch(`${running.url}/splunk${to}`, {
      method: "POST",
      headers: {
        authorization: "Splunk splunk-test-hec-token",
        "content-type": "application/json",
        ...headers,
      },
      body,
    });
    return [response.status, await response.json()] as const;
  };
  const codeOf = async (...given: Parameters<typeof send>) => {
    const [status, body] = await send(...given);
    return [status, (body as { code: number }).code];
  };

  it.each([
    [401, 3, '{"event":"a"}', { authorization: "Bearer x" }],
    [403, 4, '{"event":"a"}', { authorization: "Splunk x" }],
    [400, 5, "", {}],
    [400, 6, "[]", {}],
    [400, 7, '{"event":"a","index":"other"}', {}],
    [400, 11, '{"event":"a"}', { "x-splunk-request-channel": "x" }],
    [400, 12, '{"index":"main"}', {}],
    [400, 13, '{"event":""}', {}],
    [200, 0, '{"event":"a"}', {}],
  ])("answers %i with code %i to %s", async (status, code, body, headers) => {
    expect(await codeOf(body, headers as Record<string, string>)).toEqual([status, code]);
  });

  it("takes nothing while it is busy, and keeps every event, also the same one again", async () => {
    running.scene("splunk", { hecBusy: true });
    expect(await codeOf('{"event":"a"}')).toEqual([503, 9]);
    running.scene("splunk", { hecBusy: false });
    await send('{"event":"a"}');
    await send('{"event":"a"}');

    expect((running.state("splunk") as { taken: object[] }).taken).toHaveLength(2);
  });

  it("acknowledges in a channel what is indexed", async () => {
    const inChannel = { "x-splunk-request-channel": channel };
    const ack = () => send('{"acks":[0]}', inChannel, "/services/collector/ack");
    expect(await codeOf('{"acks":[0]}', {}, "/services/collector/ack")).toEqual([400, 14]);
    running.scene("splunk", { hecAcks: true, indexSeconds: 5 });
    expect(await codeOf('{"event":"a"}')).toEqual([400, 10]);
    expect(await send('{"event":"a"}', inChannel)).toEqual([
      200,
      { text: "Success", code: 0, ackId: 0 },
    ]);
    expect(await ack()).toEqual([200, { acks: { "0": false } }]);

    now += 5_000;
    expect(await ack()).toEqual([200, { acks: { "0": true } }]);
  });
});

describe("Enterprise Security", () => {
  const id = "1A082D7B-D5A1-4A2B-BB94-41C439BE3EB7@@notable@@cb87390ae72763679d3f6f8f097ebe2b";
  const esToken = "splunk-test-es-token";
  const update = (form: Record<string, string>, token = esToken) =>
    ask("POST", "/services/notable_update", form, token) as Promise<{
      status: number;
      body: Record<string, unknown>;
    }>;
  const look = async (of = id, token = esToken) => {
    const search = `search \`notable\` | search event_id="${of}" | head 2 | table event_id status status_label`;
    const { status, body } = await ask("POST", path, { search }, token);
    const found = await ask("GET", `${path}/${body.sid}/results`, undefined, token);
    return status === 201 ? found.body.results : body.messages![0]!.text;
  };

  beforeEach(() =>
    running.scene("splunk", { notables: [{ eventId: id, at: new Date(now - 1).toISOString() }] }),
  );

  it("shows a finding with what somebody made of it last", async () => {
    expect(await look()).toEqual([{ event_id: id, status: "1", status_label: "New" }]);

    expect(await update({ ruleUIDs: id, status: "2" })).toMatchObject({
      status: 200,
      body: { success: true, success_count: 1, message: "1 event updated successfully" },
    });
    await update({ ruleUIDs: id, status: "5", disposition: "disposition:3", comment: "done" });

    expect(await look(id.toLowerCase())).toEqual([
      { event_id: id, status: "5", status_label: "Closed" },
    ]);
    expect((running.state("splunk") as { reviews: object[] }).reviews.at(-1)).toEqual({
      eventId: id,
      status: "5",
      disposition: "disposition:3",
      comment: "done",
    });
  });

  it("shows nothing to who may not search its index, and says so of the macro only", async () => {
    expect(await look(id, "splunk-test-token")).toEqual([]);

    running.scene("splunk", { hasEnterpriseSecurity: false });

    expect(await look()).toContain("macro 'notable' that cannot be found");
  });

  it("keeps a review under any id, also of a finding that is not there", async () => {
    expect(await update({ ruleUIDs: "nothing", status: "5" })).toMatchObject({
      body: { success_count: 1 },
    });
    expect(await look("nothing")).toEqual([]);
  });

  it("refuses a status that it does not have, and a change that it does not allow", async () => {
    expect((await update({ ruleUIDs: id, status: "9" })).body).toMatchObject({
      success: false,
      failure_count: 1,
      details: { [id]: "status 9 is not valid" },
    });
    running.scene("splunk", { refusesTransition: "no" });
    expect((await update({ ruleUIDs: id, status: "5" })).body).toMatchObject({ success_count: 0 });
    expect((await update({ status: "5" })).status).toBe(400);
  });

  it("is for who may edit findings", async () => {
    expect((await update({ ruleUIDs: id, status: "5" }, "splunk-test-token")).status).toBe(403);
  });
});
