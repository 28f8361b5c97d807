import {
  type OpenWorkspace,
  incidentName as name,
  openWorkspace,
  provider,
} from "./workspace-client";

let workspace: OpenWorkspace;
const send = (...request: Parameters<OpenWorkspace["send"]>) => workspace.send(...request);
const comments = `/incidents/${name}/comments`;
const tasks = `/incidents/${name}/tasks`;
const relations = `/incidents/${name}/relations`;
const message = (text: string) => ({ properties: { message: text } });

beforeEach(async () => {
  workspace = await openWorkspace();
  workspace.scene({ limits: { writes: 1_000 } });
});
afterEach(() => workspace.close());

describe("comments", () => {
  it("are created with 201, under the author's name and without its address", async () => {
    const { status, body } = await send("PUT", `${comments}/c1`, message("<p>Hi</p>"));

    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: `${provider}/Incidents/${name}/Comments/c1`,
      name: "c1",
      type: "Microsoft.SecurityInsights/Incidents/Comments",
      etag: expect.stringMatching(/^".+"$/),
      properties: {
        message: "<p>Hi</p>",
        author: { name: "durable-response", email: null, objectId: expect.stringMatching(/-/) },
      },
    });
    await expect(send("GET", `${comments}/C1`)).resolves.toMatchObject({ status: 200, body });
  });

  it("are updated by a second PUT under the same name, and keep their first time", async () => {
    const { body: created } = await send("PUT", `${comments}/c1`, message("first"));
    workspace.turnBy(1_000);

    const { status, body } = await send("PUT", `${comments}/c1`, message("second"));

    expect(status).toBe(200);
    expect(body.properties).toMatchObject({
      message: "second",
      createdTimeUtc: created.properties["createdTimeUtc"],
    });
    expect(body.properties["lastModifiedTimeUtc"]).not.toBe(created.properties["createdTimeUtc"]);
    expect((await send("GET", comments)).body.value).toHaveLength(1);
  });

  it("conflict with a wrong etag", async () => {
    await send("PUT", `${comments}/c1`, message("first"));

    const { status, body } = await send("PUT", `${comments}/c1`, { etag: '"x"', ...message("2") });

    expect([status, body.error.code]).toEqual([409, "Conflict"]);
  });

  it("hold 30,000 characters and not one more", async () => {
    expect((await send("PUT", `${comments}/c1`, message("x".repeat(30_000)))).status).toBe(201);
    expect((await send("PUT", `${comments}/c2`, message("x".repeat(30_001)))).status).toBe(400);
    expect((await send("PUT", `${comments}/c3`, message(""))).status).toBe(400);
    expect((await send("PUT", `${comments}/c4`, {})).status).toBe(400);
  });

  it("are 100 at most, of which each can still be updated", async () => {
    for (let index = 1; index <= 100; index++) {
      await send("PUT", `${comments}/c${index}`, message(`${index}`));
    }

    const next = await send("PUT", `${comments}/c101`, message("101"));
    const again = await send("PUT", `${comments}/c100`, message("again"));

    expect([next.status, next.body.error.code]).toEqual([400, "BadRequest"]);
    expect(again.status).toBe(200);
    const { body } = await send("GET", `/incidents/${name}`);
    expect(body.properties.additionalData["commentsCount"]).toBe(100);
  });

  it("are listed newest first, page by page", async () => {
    for (const text of ["a", "b", "c"]) await send("PUT", `${comments}/${text}`, message(text));

    const first = await send("GET", `${comments}?$top=2`);
    const second = await send("GET", first.body.nextLink ?? "");

    expect(first.body.value.map((comment) => comment.name)).toEqual(["c", "b"]);
    expect(second.body.value.map((comment) => comment.name)).toEqual(["a"]);
  });

  it("are deleted once", async () => {
    await send("PUT", `${comments}/c1`, message("first"));

    expect((await send("DELETE", `${comments}/c1`)).status).toBe(200);
    expect((await send("DELETE", `${comments}/c1`)).status).toBe(204);
    expect((await send("GET", `${comments}/c1`)).status).toBe(404);
  });
});

describe("tasks", () => {
  const task = { title: "Call the user", description: "<b>now</b>", status: "New" };

  it("are created, updated and listed", async () => {
    const created = await send("PUT", `${tasks}/t1`, { properties: task });
    const updated = await send("PUT", `${tasks}/t1`, {
      properties: { ...task, status: "Completed" },
    });

    expect([created.status, updated.status]).toEqual([201, 200]);
    expect(created.body).toMatchObject({
      type: "Microsoft.SecurityInsights/Incidents/Tasks",
      properties: { ...task, createdBy: { name: "durable-response" } },
    });
    const { body } = await send("GET", tasks);
    expect(body.value.map(({ properties }) => properties["status"])).toEqual(["Completed"]);
  });

  it("need a title and a status that exists", async () => {
    for (const wrong of [{ status: "New" }, { title: "T" }, { title: "T", status: "Open" }]) {
      expect((await send("PUT", `${tasks}/t1`, { properties: wrong })).status).toBe(400);
    }
  });

  it("are 40 at most", async () => {
    for (let index = 1; index <= 40; index++) {
      await send("PUT", `${tasks}/t${index}`, { properties: task });
    }

    expect((await send("PUT", `${tasks}/t41`, { properties: task })).status).toBe(400);
  });
});

const to = (path: string) => ({ properties: { relatedResourceId: `${provider}${path}` } });

describe("relations", () => {
  const alert = "66666666-6666-6666-6666-666666666666";
  it("lead from an incident to its alerts", async () => {
    const { body } = await send("GET", relations);

    expect(body.value).toHaveLength(1);
    expect(body.value[0]).toMatchObject({
      type: "Microsoft.SecurityInsights/Incidents/relations",
      properties: {
        relatedResourceId: `${provider}/Entities/${name}`,
        relatedResourceType: "Microsoft.SecurityInsights/entities",
        relatedResourceKind: "SecurityAlert",
      },
    });
  });

  it("add an alert, which then leads back to the incident, and take it away", async () => {
    await send("PUT", `${relations}/r1`, to(`/entities/${alert}`));

    const alerts = await send("POST", `/incidents/${name}/alerts`);
    const incidents = await send(
      "GET",
      `/entities/${alert}/relations?api-version=2023-05-01-preview`,
    );
    expect(alerts.body.value.map((one) => one.name)).toEqual([name, alert]);
    expect(incidents.body.value[0]?.properties["relatedResourceName"]).toBe(name);

    await send("DELETE", `${relations}/r1`);
    expect((await send("POST", `/incidents/${name}/alerts`)).body.value).toHaveLength(1);
  });

  it("add bookmarks, 20 at most", async () => {
    for (let index = 1; index <= 20; index++) {
      const { status } = await send("PUT", `${relations}/b${index}`, to(`/bookmarks/b${index}`));
      expect(status).toBe(201);
    }

    expect((await send("PUT", `${relations}/b21`, to("/bookmarks/b21"))).status).toBe(400);
    const { value } = (await send("POST", `/incidents/${name}/bookmarks`)).body;
    expect(value).toHaveLength(20);
    expect(value[0]).toMatchObject({ kind: "Bookmark" });
    const { body } = await send("GET", `/incidents/${name}`);
    expect(body.properties.additionalData["bookmarksCount"]).toBe(20);
  });

  it("refuse what is no entity and no bookmark", async () => {
    expect((await send("PUT", `${relations}/r1`, to("/alertRules/a"))).status).toBe(400);
  });

  it("of an incident of Microsoft XDR cannot be changed", async () => {
    const incident = { name, title: "T", severity: "Low", status: "New" };
    workspace.scene({ incidents: [{ ...incident, providerName: "Microsoft XDR" }] });

    expect((await send("PUT", `${relations}/r1`, to(`/entities/${alert}`))).status).toBe(400);
  });
});
