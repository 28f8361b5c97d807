import { postIncident, setScene } from "../../scripts/run/incident-file";
import { runsGoingOn } from "../../scripts/follow/runs";
import type { HostAnswer, HostRequest } from "../../local-host/http-server";
import { serve } from "../support/loopback";

const json = (status: number, body: unknown): HostAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** A host that gives these answers, path by path. */
async function hostOf(answers: Record<string, HostAnswer>) {
  const asked: string[] = [];
  const host = await serve(({ method, url }: HostRequest) => {
    asked.push(`${method} ${url.pathname}${url.search}`);
    const answer = answers[url.pathname];
    if (typeof answer?.body !== "string") return answer;
    return { ...answer, body: answer.body.replaceAll("ORIGIN", url.origin) };
  });
  servers.push(host);
  return { ...host, asked };
}

const servers: { close(graceMs: number): Promise<void> }[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close(0))));

const accepted = json(202, { statusQueryGetUri: "ORIGIN/run?code=x" });
const began = (ago: number) =>
  json(200, { createdTime: new Date(Date.now() - ago).toISOString().replace(/\.\d+Z/, "Z") });

describe("postIncident()", () => {
  it("says where the run of a new incident can be followed", async () => {
    const { url } = await hostOf({ "/api/incidents": accepted, "/run": began(0) });

    await expect(postIncident(url, "{}")).resolves.toEqual({
      statusQueryGetUri: `${url}/run?code=x`,
    });
  });

  it("says since when an incident is known that arrived before", async () => {
    const { url } = await hostOf({ "/api/incidents": accepted, "/run": began(60_000) });

    const { answeredSince } = await postIncident(url, "{}");

    expect(Date.now() - (answeredSince?.getTime() ?? 0)).toBeGreaterThanOrEqual(60_000);
  });

  it("repeats what a host says that refuses", async () => {
    const { url } = await hostOf({ "/api/incidents": json(400, { error: "Not JSON" }) });

    await expect(postIncident(url, "{")).rejects.toThrow(
      'The host answers 400: {"error":"Not JSON"}',
    );
  });
});

describe("setScene()", () => {
  it("repeats what the simulators did not understand", async () => {
    const { url } = await hostOf({ "/scenes": json(400, { error: "No such vendor" }) });

    await expect(setScene(url, {})).rejects.toThrow("The simulators refuse the scene");
  });
});

describe("runsGoingOn()", () => {
  it("lists the responses that go on, the oldest first, with their titles", async () => {
    const run = (instanceId: string, createdTime: string, input: unknown) => ({
      name: "respondToIncident",
      instanceId,
      createdTime,
      input,
    });
    const { url, asked } = await hostOf({
      "/runtime/webhooks/durabletask/instances": json(200, [
        run("b", "2026-11-24T03:00:01Z", { hint: {} }),
        run("a", "2026-11-24T03:00:00Z", { hint: { title: "A sign-in" } }),
        { ...run("c", "2026-11-24T03:00:00Z", null), name: "somethingElse" },
      ]),
    });

    expect(await runsGoingOn(url)).toMatchObject([
      { instanceId: "a", title: "A sign-in" },
      { instanceId: "b", title: "no title in the trigger" },
    ]);
    expect(asked).toEqual([
      "GET /runtime/webhooks/durabletask/instances?runtimeStatus=Running,Pending&showInput=true",
    ]);
  });
});
