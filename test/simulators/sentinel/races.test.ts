import * as fc from "fast-check";
import { startSimulators } from "../../../simulators/server";
import {
  incidentName as name,
  nameOf,
  type OpenWorkspace,
  openWorkspace,
  properties,
  provider,
} from "./workspace-client";

let workspace: OpenWorkspace;
const send = (...request: Parameters<OpenWorkspace["send"]>) => workspace.send(...request);

beforeEach(async () => {
  workspace = await openWorkspace();
  workspace.scene({ limits: { writes: 100_000, reads: 100_000 } });
});
afterEach(() => workspace.close());

describe("writers at the same time", () => {
  it("with the same etag: one wins, the others conflict, and nothing is mixed", async () => {
    const { body: read } = await send("GET", `/incidents/${name}`);
    const titles = Array.from({ length: 10 }, (_, index) => `Writer ${index}`);

    const replies = await Promise.all(
      titles.map((title) =>
        send("PUT", `/incidents/${name}`, {
          etag: read.etag,
          properties: { ...properties, title },
        }),
      ),
    );

    const statuses = replies.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(9);
    const winner = titles[statuses.indexOf(200)];
    expect((await send("GET", `/incidents/${name}`)).body.properties["title"]).toBe(winner);
  });

  it("that read again after a conflict all get through, and no change is lost", async () => {
    const addLabel = async (labelName: string): Promise<void> => {
      const { body } = await send("GET", `/incidents/${name}`);
      const labels = [...(body.properties["labels"] as object[]), { labelName }];
      const { status } = await send("PUT", `/incidents/${name}`, {
        etag: body.etag,
        properties: { ...body.properties, labels },
      });
      if (status === 409) await addLabel(labelName);
    };

    await Promise.all(["a", "b", "c", "d", "e"].map(addLabel));

    const { body } = await send("GET", `/incidents/${name}`);
    const names = (body.properties["labels"] as { labelName: string }[]).map(
      (label) => label.labelName,
    );
    expect(names.toSorted()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("of the same comment leave one comment", async () => {
    const path = `/incidents/${name}/comments/c1`;

    const replies = await Promise.all(
      ["a", "b", "c"].map((message) => send("PUT", path, { properties: { message } })),
    );

    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(2);
    expect((await send("GET", `/incidents/${name}/comments`)).body.value).toHaveLength(1);
  });
});

async function act(path: string, what: string, index: number, etag: string): Promise<void> {
  if (what === "change") await send("PUT", path, { etag, properties });
  if (what === "comment") {
    await send("PUT", `${path}/comments/c${index % 3}`, { properties: { message: `${index}` } });
  }
  if (what === "uncomment") await send("DELETE", `${path}/comments/c${index % 3}`);
  if (what === "task")
    await send("PUT", `${path}/tasks/t`, { properties: { title: "T", status: "New" } });
  if (what === "relate") {
    const relatedResourceId = `${provider}/entities/${nameOf(index)}`;
    await send("PUT", `${path}/relations/r${index}`, { properties: { relatedResourceId } });
  }
  if (what === "delete") await send("DELETE", path);
}

describe("any order of writes", () => {
  it("never gives an etag twice, and counts what is there", async () => {
    const step = fc.constantFrom("change", "comment", "uncomment", "task", "relate", "delete");
    let incident = 0;

    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const path = `/incidents/${nameOf(++incident)}`;
        const etags = new Set<string>();
        for (const [index, what] of steps.entries()) {
          const { body: before } = await send("GET", path);
          await act(path, what, index, before.etag);
          const { status, body } = await send("GET", path);
          if (status === 404) return;
          expect(body.etag !== before.etag && etags.has(body.etag)).toBe(false);
          etags.add(before.etag).add(body.etag);
          const comments = await send("GET", `${path}/comments`);
          expect(body.properties.additionalData["commentsCount"]).toBe(comments.body.value.length);
        }
      }),
      { numRuns: 15 },
    );
  });
});

const count = async (operator: string, time: string): Promise<number> => {
  const filter = encodeURIComponent(`properties/lastModifiedTimeUtc ${operator} ${time}`);
  return (await send("GET", `/incidents?$filter=${filter}`)).body.value.length;
};

describe("the filter by modification time", () => {
  it("parts the incidents at any moment into those before and those from it on", async () => {
    const times: string[] = [];
    for (let index = 1; index <= 8; index++) {
      const { body } = await send("PUT", `/incidents/${nameOf(index)}`, { properties });
      times.push(String(body.properties["lastModifiedTimeUtc"]));
      workspace.turnBy(index % 3);
    }
    for (const [index, time] of times.entries()) {
      expect(await count("lt", time)).toBe(index);
      expect(await count("ge", time)).toBe(times.length - index);
      expect(await count("eq", time)).toBe(1);
    }
  });
});

describe("the whole set of simulators", () => {
  it("takes the tokens that its Managed Identity gives, each where it belongs", async () => {
    const all = await startSimulators({ port: 0 });
    const tokenOf = async (resource: string): Promise<string> => {
      const query = `resource=${encodeURIComponent(resource)}&api-version=2019-08-01`;
      const response = await fetch(`${all.url}/managed-identity/token?${query}`, {
        headers: { "x-identity-header": "simulated-identity-header" },
      });
      const { access_token: token } = (await response.json()) as { access_token: string };
      return token;
    };
    const statusOf = async (token: string): Promise<number[]> => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const arm = await fetch(`${all.url}/sentinel${provider}/incidents?api-version=2025-09-01`, {
        headers,
      });
      const logs = await fetch(
        `${all.url}/azure-monitor-logs/v1/workspaces/22222222-2222-2222-2222-222222222222/query`,
        { method: "POST", headers, body: JSON.stringify({ query: "SigninLogs | count" }) },
      );
      return [arm.status, logs.status];
    };

    const forArm = await statusOf(await tokenOf("https://management.azure.com"));
    const forLogs = await statusOf(await tokenOf("https://api.loganalytics.io"));
    await all.close();

    expect(forArm).toEqual([200, 401]);
    expect(forLogs).toEqual([401, 200]);
  });
});

describe("a fault of the server", () => {
  it("after the effect leaves one comment, which the second try updates", async () => {
    const path = `/incidents/${name}/comments/c1`;
    workspace.fault({
      vendor: "sentinel",
      route: `PUT ${provider}/incidents`,
      status: 503,
      afterEffect: true,
    });

    const first = await send("PUT", path, { properties: { message: "once" } });
    const second = await send("PUT", path, { properties: { message: "once" } });

    expect([first.status, second.status]).toEqual([503, 200]);
    expect((await send("GET", `/incidents/${name}/comments`)).body.value).toHaveLength(1);
  });
});
