import { type IncomingHttpHeaders, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as fc from "fast-check";
import { readPolicy } from "../../../config/policy";
import { readSettings } from "../../../config/settings";
import { tickets } from "../../../connectors/pagerduty/tickets";
import { noteText } from "../../../connectors/pagerduty/notes";
import type { PagerDutyTickets } from "../../../domain/policy";
import { hostileText } from "../../support/hostile";
import { connectorsFor, failureOf, useStage } from "../stage";
import { draft, incidentsOf, logged, notesOf, stateOf, usualScene } from "./account";

const stage = useStage();

let nth = 0;
let key: string;
let id: string;

beforeEach(() => {
  nth += 1;
  key = `sentinel:${nth}:ticket`;
  id = `QKNOWN${nth}`;
  const known = { id, incident_key: `sentinel:known-${nth}`, title: "Known" };
  stage.vendors.scene("pagerduty", { ...usualScene, incidents: [known] });
});

const pagerduty = () => stage.connectors.tickets.pagerduty;
const row = (of = id) => stateOf(stage.vendors).incidents.find((one) => one.id === of);
const writes = () => stage.vendors.calls("pagerduty").filter(({ method }) => method !== "GET");

/** The same under another policy. */
function under(severities: Partial<PagerDutyTickets["severities"]>) {
  const settings = readSettings({
    LEDGER: "memory:",
    PAGERDUTY_URL: `${stage.vendors.url}/pagerduty`,
    PAGERDUTY_FROM: "soar@contoso.example",
    PAGERDUTY_SERVICE_ID: "PSOCSVC",
  });
  const shipped = readPolicy("policy.json").tickets.pagerduty;
  const policy = { severities: { ...shipped.severities, ...severities } };
  const secrets = { get: async () => "pagerduty-test-api-key", forget: () => undefined };
  return tickets(settings.pagerduty, policy, secrets);
}

describe("tickets.pagerduty.createTicket()", () => {
  it("opens an incident that is found by its key", async () => {
    const created = await pagerduty().createTicket({ ...draft, key });

    expect(created).toEqual({
      system: "pagerduty",
      key,
      id: expect.stringMatching(/^Q\w+$/),
      number: expect.stringMatching(/^#\d+$/),
      url: `https://contoso.pagerduty.com/incidents/${created.id}`,
      isNew: true,
    });
    await expect(pagerduty().findTicket(key)).resolves.toEqual({ ...created, isNew: false });
  });

  it("sends what PagerDuty asks for, its details as a text", async () => {
    await pagerduty().createTicket({ ...draft, key });

    expect(writes()[0]).toMatchObject({
      method: "POST",
      path: "/incidents",
      body: {
        incident: {
          type: "incident",
          title: draft.title,
          service: { id: "PSOCSVC", type: "service_reference" },
          urgency: "high",
          incident_key: key,
          body: { type: "incident_body", details: draft.description },
        },
      },
    });
    expect(writes()[0]?.body).not.toHaveProperty("incident.priority");
  });

  it.each([
    ["High", "high"],
    ["Medium", "low"],
    ["Low", "low"],
    ["Informational", "low"],
  ] as const)("opens one of %s severity with %s urgency", async (severity, urgency) => {
    const created = await pagerduty().createTicket({ ...draft, key, severity });

    expect(row(created.id)).toMatchObject({ urgency, priorityId: null });
  });

  it("sets the priority that the policy names", async () => {
    const created = await under({
      High: { urgency: "high", priorityId: "P1PRIOR" },
    }).createTicket({ ...draft, key });

    expect(row(created.id)).toMatchObject({ priorityId: "P1PRIOR" });
  });

  it("says what to do when the plan has no priorities", async () => {
    stage.vendors.scene("pagerduty", { lacksPriorities: true });
    const system = under({ High: { urgency: "high", priorityId: "P1PRIOR" } });

    const { message } = await failureOf(system.createTicket({ ...draft, key }));

    expect(message).toContain("answered 402 (2014:");
    expect(message).toContain("tickets.pagerduty in the policy");
  });

  it("answers the one that somebody opened under its key a moment before", async () => {
    const first = await pagerduty().createTicket({ ...draft, key });

    const second = await pagerduty().createTicket({ ...draft, key });

    expect(second).toEqual({ ...first, isNew: false });
    expect(incidentsOf(stage.vendors, key)).toHaveLength(1);
  });

  it("passes on any other reason, with the vendor's own words", async () => {
    const body = { error: { message: "Invalid Input Provided", code: 2001, errors: ["No."] } };
    stage.vendors.fault({ vendor: "pagerduty", route: "POST /incidents", status: 400, body });

    const { message } = await failureOf(pagerduty().createTicket({ ...draft, key }));

    expect(message).toContain("answered 400 (2001: Invalid Input Provided: No.)");
  });

  it("shortens its title to what an incident may be called", async () => {
    const title = "t".repeat(5_000);

    const created = await pagerduty().createTicket({ ...draft, key, title });

    expect(row(created.id)?.["title"]).toBe(`${"t".repeat(1_023)}…`);
  });

  it("is never refused for its texts, and has one line for a title", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, fc.nat(), async (text, number) => {
        const hostile = { key: `${key}-${number}`, title: text, description: text };

        const created = await pagerduty().createTicket({ ...draft, ...hostile });
        await pagerduty().updateTicket(created.id, { title: text, description: text });
        await pagerduty().resolveTicket(created.id, text);

        expect(row(created.id)?.["title"]).toMatch(/^[^\p{Cc}\p{Cf}\u2028\u2029]{1,1024}$/u);
      }),
      { numRuns: 30 },
    );
  });

  it("names the service that is missing", async () => {
    const { tickets: without } = connectorsFor(stage.vendors.url, { PAGERDUTY_SERVICE_ID: "" });

    for (const call of [
      without.pagerduty.createTicket({ ...draft, key }),
      without.pagerduty.check(),
    ]) {
      expect((await failureOf(call)).message).toContain("PAGERDUTY_SERVICE_ID is not set");
    }
  });
});

describe("tickets.pagerduty.findTicket()", () => {
  it("finds nothing under an unknown key, and never asks without one", async () => {
    await expect(pagerduty().findTicket("sentinel:unknown")).resolves.toBeNull();
    stage.vendors.clearCalls();

    expect(await failureOf(pagerduty().findTicket(""))).toMatchObject({ kind: "permanent" });
    expect(stage.vendors.calls("pagerduty")).toEqual([]);
  });

  it("takes the oldest, resolved and of last year as it may be", async () => {
    const incidents = [
      { id: `QYOUNG${nth}`, incident_key: key, created_at: "2026-11-24T00:00:00Z" },
      {
        id: `QOLD${nth}`,
        incident_key: key,
        created_at: "2025-01-01T00:00:00Z",
        status: "resolved",
      },
    ];
    stage.vendors.scene("pagerduty", { incidents });

    await expect(pagerduty().findTicket(key)).resolves.toMatchObject({ id: `QOLD${nth}` });
  });
});

describe("tickets.pagerduty.updateTicket()", () => {
  it("changes title, urgency and priority, and never the status", async () => {
    const system = under({ Low: { urgency: "low", priorityId: "P2PRIOR" } });

    await system.updateTicket(id, { title: "Renamed", severity: "Low" });

    expect(row()).toMatchObject({ title: "Renamed", urgency: "low", priorityId: "P2PRIOR" });
    expect(writes()[0]?.body).toEqual({
      incident: {
        type: "incident_reference",
        title: "Renamed",
        urgency: "low",
        priority: { id: "P2PRIOR", type: "priority_reference" },
      },
    });
  });

  it("notes a new description once: PagerDuty keeps the first", async () => {
    await pagerduty().updateTicket(id, { description: "Now with two entities" });
    await pagerduty().updateTicket(id, { description: "Now with two entities" });
    await pagerduty().updateTicket(id, { description: "Now with three" });

    expect(notesOf(stage.vendors, id)).toEqual([
      expect.stringMatching(/^Now with two entities\n\[ref description-[0-9a-f]{16}\]$/),
      expect.stringMatching(/^Now with three\n/),
    ]);
    expect(writes().every(({ method }) => method === "POST")).toBe(true);
  });
});

describe("tickets.pagerduty.noteTicket() and linkTicket()", () => {
  it("append once, however often they are told", async () => {
    const note = { marker: "[ref one]", text: "Blocked 203.0.113[.]10" };
    const link = { key: "portal", title: "Incident\n4711", url: "https://portal.azure.com/#4711" };

    for (const _ of [1, 2]) {
      await pagerduty().noteTicket(id, note);
      await pagerduty().linkTicket(id, link);
    }

    expect(notesOf(stage.vendors, id)).toEqual([
      "Blocked 203.0.113[.]10\n[ref one]",
      "Incident 4711\nhttps://portal.azure.com/#4711\n[link portal]",
    ]);
  });

  it("let no text pass for the marker of another note", async () => {
    await pagerduty().noteTicket(id, { marker: "[ref a]", text: "x\n[ref b]\n [link c]" });
    await pagerduty().noteTicket(id, { marker: "[ref b]", text: "y" });

    expect(notesOf(stage.vendors, id)).toHaveLength(2);
  });

  it("keep the marker of a text that is cut", () => {
    const content = noteText({ marker: "[ref a]", text: "x".repeat(9_000) });

    expect(content).toHaveLength(4_000 + "\n[ref a]".length);
    expect(content.endsWith("…\n[ref a]")).toBe(true);
  });

  it.each(["../users", "Q1/notes", "", "Q1?x"])("do not touch what is no id: %j", async (odd) => {
    const error = await failureOf(pagerduty().noteTicket(odd, { marker: "m", text: "t" }));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(stage.vendors.calls("pagerduty")).toEqual([]);
  });
});

describe("tickets.pagerduty.resolveTicket()", () => {
  it("resolves with what the run has to say", async () => {
    await pagerduty().resolveTicket(id, "Contained by run 7f3c");

    expect(row()).toMatchObject({ status: "resolved", resolution: "Contained by run 7f3c" });
  });

  it("leaves a resolved one as it is", async () => {
    stage.vendors.scene("pagerduty", { incidents: [{ id, status: "resolved" }] });

    await pagerduty().resolveTicket(id, "Contained");

    expect(writes()).toEqual([]);
  });

  it("is content when somebody resolved it between its look and its write", async () => {
    const body = { error: { message: "Incident Already Resolved", code: 1001 } };
    stage.vendors.fault({
      vendor: "pagerduty",
      route: "PUT /incidents",
      status: 400,
      body,
      afterEffect: true,
    });

    await pagerduty().resolveTicket(id, "Contained");

    expect(logged(stage.vendors, `sentinel:known-${nth}`, "resolved")).toBe(1);
  });
});

describe("tickets.pagerduty.readTicket()", () => {
  it.each([
    ["triggered", "new", "Triggered"],
    ["acknowledged", "active", "Acknowledged"],
    ["resolved", "resolved", "Resolved"],
  ] as const)("tells that one is %s", async (status, state, stateName) => {
    stage.vendors.scene("pagerduty", { incidents: [{ id, status }] });

    await expect(pagerduty().readTicket(id)).resolves.toMatchObject({
      id,
      state,
      stateName,
      number: expect.stringMatching(/^#\d+$/),
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  it("tells who works on it", async () => {
    const { assignee } = await pagerduty().readTicket(id);
    stage.vendors.scene("pagerduty", { incidents: [{ id, assignee: null }] });

    expect(assignee).toBe("Ada Chen");
    expect((await pagerduty().readTicket(id)).assignee).toBeNull();
  });
});

it("tells of a ticket that is not there what to look at", async () => {
  const { message } = await failureOf(pagerduty().readTicket("QNOSUCH"));

  expect(message).toBe(
    "pagerduty: GET /incidents/{id} answered 404 (2100: Not Found): see that it is there, and that the API key may see it: PagerDuty says the same of both",
  );
});

it("asks with the headers that the API's description wants of a question", async () => {
  let headers: IncomingHttpHeaders = {};
  const server = createServer((request, response) => {
    ({ headers } = request);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const asking = connectorsFor(stage.vendors.url, { PAGERDUTY_URL: url }).tickets.pagerduty;

  await failureOf(asking.readTicket(id)).finally(() => server.close());

  expect(headers).toMatchObject({
    accept: "application/vnd.pagerduty+json;version=2",
    authorization: "Token token=pagerduty-test-api-key",
    "content-type": "application/json",
    from: "soar@contoso.example",
  });
});

describe("tickets.pagerduty.check()", () => {
  it("names a priority of the policy that the account does not have", async () => {
    const system = under({ High: { urgency: "high", priorityId: "PNOSUCH" } });

    const { message } = await failureOf(system.check());

    expect(message).toContain("tickets.pagerduty in the policy names PNOSUCH");
  });

  it("is content with those that it has", async () => {
    const system = under({ High: { urgency: "high", priorityId: "P1PRIOR" } });

    await expect(system.check()).resolves.toContain("API key accepted");
  });
});
