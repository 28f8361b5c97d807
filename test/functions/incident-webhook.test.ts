import { HttpRequest, HttpResponse } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { incidentWebhook } from "../../functions/incident-webhook";
import { incidentBody } from "../support/incident-body";
import { policy } from "../support/response-fakes";

jest.mock("@azure/functions-core", () => ({}), { virtual: true });

const workspace = {
  subscriptionId: "11111111-1111-1111-1111-111111111111",
  resourceGroup: "rg-soc",
  workspaceName: "law-soc",
};
const caller = "99999999-9999-9999-9999-999999999999";

/** A task hub with one kind of refusal: a start over a running instance. */
function hub() {
  const instances = new Map<string, { runtimeStatus: string; input: unknown }>();
  let starts = 0;
  const client = {
    async getStatus(id: string) {
      const instance = instances.get(id);
      if (!instance) throw new Error("404");
      return instance;
    },
    async startNew(_name: string, { instanceId, input }: { instanceId: string; input: unknown }) {
      if (instances.get(instanceId)?.runtimeStatus === "Running") throw new Error("500");
      starts += 1;
      instances.set(instanceId, { runtimeStatus: "Running", input });
      return instanceId;
    },
    createCheckStatusResponse: (_request: unknown, id: string) =>
      new HttpResponse({ status: 202, jsonBody: { id } }),
  } as unknown as DurableClient;
  return { client, instances, starts: () => starts };
}

function webhook({ maxBytes = 4 * 1024 * 1024, allowedCallers = [] as string[] } = {}) {
  const { client, instances, starts } = hub();
  const handle = incidentWebhook({ policy, maxBytes, allowedCallers, workspace });
  const post = async (body: string, headers: Record<string, string> = {}, query = "") => {
    const request = new HttpRequest({
      method: "POST",
      url: `http://localhost:7071/api/incidents${query}`,
      headers,
      body: { bytes: Buffer.from(body) },
    });
    const response = await handle(request, client);
    if (response instanceof HttpResponse)
      return { status: response.status, body: await response.json() };
    return { status: response.status, body: response.jsonBody };
  };
  return { post, instances, starts };
}

const body = JSON.stringify(incidentBody({ name: "33333333-3333-3333-3333-333333333333" }));

describe("incidentWebhook", () => {
  it("starts one response and answers 202", async () => {
    const { post, instances } = webhook();

    await expect(post(body)).resolves.toMatchObject({ status: 202 });

    expect([...instances.values()]).toMatchObject([
      { input: { hint: { trigger: "incident", title: "Sign-in from a listed address" }, policy } },
    ]);
  });

  it("joins the run that is there, in whatever case the ARM id is written", async () => {
    const { post, starts } = webhook();

    const first = await post(body);
    const second = await post(
      body.replace("/Incidents/", "/incidents/").replace("rg-soc", "RG-SOC"),
    );

    expect(second).toEqual(first);
    expect(starts()).toBe(1);
  });

  it("changes nothing when the run is completed", async () => {
    const { post, instances, starts } = webhook();
    await post(body);
    for (const instance of instances.values()) instance.runtimeStatus = "Completed";

    await expect(post(body)).resolves.toMatchObject({ status: 202 });

    expect(starts()).toBe(1);
  });

  it("starts a what-if run of its own beside the live one, each time it is asked", async () => {
    const { post, instances } = webhook();

    await post(body);
    await post(body, {}, "?mode=what-if");
    await post(body, {}, "?mode=what-if");

    const runs = [...instances].map(([id, { input }]) => [
      id.replace(/-[^-]*$|-[0-9a-f]{32}.*/, ""),
      (input as { mode?: string }).mode,
    ]);
    expect(runs).toEqual([
      ["respond", undefined],
      ["what-if", "what-if"],
      ["what-if", "what-if"],
    ]);
  });

  it("starts a live run for the mode live, and none for another word", async () => {
    const { post, instances } = webhook();

    await expect(post(body, {}, "?mode=dry")).resolves.toMatchObject({ status: 400 });
    expect(instances.size).toBe(0);
    await post(body, {}, "?mode=live");

    expect([...instances.values()][0]?.input).not.toHaveProperty("mode");
  });

  it("starts again what failed", async () => {
    const { post, instances, starts } = webhook();
    await post(body);
    for (const instance of instances.values()) instance.runtimeStatus = "Failed";

    await post(body);

    expect(starts()).toBe(2);
  });

  it("starts once for five deliveries at the same moment", async () => {
    const { post, starts } = webhook();

    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post(body)));

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    expect(starts()).toBe(1);
  });

  it.each([
    ["not JSON", "{", 400, /not JSON/],
    ["not UTF-8 text", "\u0000\u0001", 400, /not JSON/],
    ["empty", "", 400, /designer/i],
    ["an empty object", "{}", 400, /./],
    ["a list", "[1]", 400, /./],
    ["a number", "7", 400, /./],
    ["null", "null", 400, /./],
    ["something of another sender", '{"hello":"world"}', 400, /./],
    ["an incident without an id", '{"objectSchemaType":"Incident","object":{}}', 400, /./],
    [
      "an id of something else",
      '{"objectSchemaType":"Incident","object":{"id":"/subscriptions/1"}}',
      400,
      /./,
    ],
  ])("refuses a body that is %s with one sentence", async (_what, text, status, sentence) => {
    const { post, starts } = webhook();

    const answer = await post(text);

    expect(answer).toMatchObject({ status, body: { error: expect.stringMatching(sentence) } });
    expect(starts()).toBe(0);
  });

  it("refuses a body that is too large with 413 and both sizes", async () => {
    const { post } = webhook({ maxBytes: 100 });

    await expect(post(body)).resolves.toEqual({
      status: 413,
      body: { error: expect.stringMatching(/has \d+ bytes; at most 100/) },
    });
  });

  it("takes an incident with 10,000 entities, and keeps its input small", async () => {
    const { post, instances } = webhook();
    const relatedEntities = Array.from({ length: 10_000 }, (_, index) => ({
      kind: "Ip",
      properties: { address: `45.${index >> 8}.${index & 255}.1` },
    }));

    await expect(
      post(JSON.stringify(incidentBody({ properties: { relatedEntities } }))),
    ).resolves.toMatchObject({ status: 202 });

    const [instance] = instances.values();
    const { input } = instance as { input: { hint: { entitiesLeftOut: number } } };
    expect(input.hint.entitiesLeftOut).toBe(9_900);
    expect(JSON.stringify(input).length).toBeLessThan(16_384);
  });

  describe("with an allow-list of callers", () => {
    const principal = (oid: string) => ({
      "x-ms-client-principal": Buffer.from(
        JSON.stringify({ claims: [{ typ: "oid", val: oid }] }),
      ).toString("base64"),
    });

    it("lets a named caller in", async () => {
      const { post } = webhook({ allowedCallers: [caller] });
      await expect(post(body, principal(caller.toUpperCase()))).resolves.toMatchObject({
        status: 202,
      });
    });

    it.each([
      ["nobody", {}, 401],
      ["someone else", principal("88888888-8888-8888-8888-888888888888"), 403],
      ["a header that is not one", { "x-ms-client-principal": "%%%" }, 403],
    ])("refuses %s", async (_who, headers, status) => {
      const { post, starts } = webhook({ allowedCallers: [caller] });
      await expect(post(body, headers as Record<string, string>)).resolves.toMatchObject({
        status,
      });
      expect(starts()).toBe(0);
    });
  });
});
