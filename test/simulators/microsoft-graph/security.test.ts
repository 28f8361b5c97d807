import { tokenFor } from "../token";
import { type OpenGraph, openGraph } from "./graph-client";

let graph: OpenGraph;
beforeEach(async () => {
  graph = await openGraph();
});
afterEach(() => graph.close());

const path = "/security/incidents/9001";
const as = (...roles: string[]) => ({
  authorization: `Bearer ${tokenFor("https://graph.microsoft.com", { roles })}`,
});
const ask = (method: string, at: string, body?: unknown, headers: object = {}) =>
  graph.ask(method, at, body, { ...as("SecurityIncident.ReadWrite.All"), ...headers });
const known = (...securityIncidents: object[]) => graph.scene({ securityIncidents });

describe("incidents of the Defender portal", () => {
  it("are read by who may, and changed by who may more", async () => {
    const states = [];
    for (const role of ["User.Read.All", "SecurityIncident.Read.All"]) {
      states.push((await graph.ask("GET", path, undefined, as(role))).status);
      states.push((await graph.ask("PATCH", path, { status: "resolved" }, as(role))).status);
    }

    expect(states).toEqual([403, 403, 200, 403]);
  });

  it("keep what a change leaves out", async () => {
    known({ id: "9001", classification: "truePositive", assignedTo: "alex@contoso.example" });

    const { status, body } = await ask("PATCH", path, { status: "resolved" });

    expect([status, body["status"], body["classification"], body["assignedTo"]]).toEqual([
      200,
      "resolved",
      "truePositive",
      "alex@contoso.example",
    ]);
  });

  it.each([{}, { status: "closed" }, { determination: "bad" }, { comments: [] }, "x"])(
    "refuse %j",
    async (wrong) => {
      expect((await ask("PATCH", path, wrong)).status).toBe(400);
    },
  );

  it("that were merged are not changed", async () => {
    known({ id: "9001", status: "redirected", redirectIncidentId: "9002" });

    expect((await ask("PATCH", path, { status: "resolved" })).status).toBe(400);
  });

  it("keep every comment, also the same one twice", async () => {
    const said = { "@odata.type": "microsoft.graph.security.alertComment", comment: "Looked at" };
    await ask("POST", `${path}/comments`, said);
    const { body } = await ask("POST", `${path}/comments`, said);
    const wrong = await ask("POST", `${path}/comments`, { comment: "Looked at" });

    expect([body.value.length, wrong.status]).toEqual([2, 400]);
  });

  it("tell new words to those who ask for them", async () => {
    known({ id: "9001", status: "awaitingAction" });
    const plain = await ask("GET", path);
    const open = await ask("GET", path, undefined, { prefer: "include-unknown-enum-members" });

    expect([plain.body["status"], open.body["status"]]).toEqual([
      "unknownFutureValue",
      "awaitingAction",
    ]);
  });

  it("are 404 where there is none, and listed as far as asked", async () => {
    const { body } = await ask("GET", "/security/incidents?$top=1");

    expect((await ask("GET", "/security/incidents/1")).status).toBe(404);
    expect(body.value.map(({ id }) => id)).toEqual(["9001"]);
  });

  it("are asked 50 times a minute", async () => {
    for (let asked = 0; asked < 50; asked++) await ask("GET", path);
    const one = await ask("GET", path);
    graph.turnBy(60_000);

    expect([one.status, one.headers.get("retry-after"), (await ask("GET", path)).status]).toEqual([
      429,
      "60",
      200,
    ]);
  });

  it.each([{ id: 9001 }, { id: "x" }, { id: "1", colour: "red" }])(
    "are not set by a scene that nobody understands: %j",
    (wrong) => {
      expect(() => known(wrong)).toThrow(/incident/);
    },
  );
});
