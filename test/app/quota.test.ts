import { randomUUID } from "node:crypto";
import { type AppUnderTest, startApp } from "../support/app-process";
import { incidentBody } from "../support/incident-body";
import { writesOf } from "../support/writes-of";

jest.setTimeout(60_000);

const isDone = ({ status }: { status: number }): boolean => status >= 200 && status < 300;
const isRefused = ({ status }: { status: number }): boolean => status === 429;

describe("a storm of incidents over what Sentinel allows", () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    app = await startApp();
    const limits = { writes: 10, reads: 20, windowSeconds: 5 };
    app.simulators.scene("sentinel", { limits });
  });
  afterAll(() => app.close());

  const start = async (name: string, isHarmless: boolean): Promise<string> => {
    const relatedEntities = [{ kind: "Ip", properties: { address: "20.112.52.29" } }];
    const properties = isHarmless ? { relatedEntities } : {};
    const response = await app.post(incidentBody({ name, properties }));
    return ((await response.json()) as { id: string }).id;
  };

  it("is answered to the last incident, later, each write done once", async () => {
    // Every third one is closed, too: 20 changes of incidents, and 15 comments.
    const storm = Array.from({ length: 15 }, (_, index) => ({
      name: randomUUID(),
      isHarmless: index % 3 === 0,
    }));

    const ids = await Promise.all(storm.map(({ name, isHarmless }) => start(name, isHarmless)));
    const runs = await Promise.all(ids.map((id) => app.finished(id)));

    const calls = app.simulators.calls();
    const written = calls.filter(isDone);
    for (const [index, { name, isHarmless }] of storm.entries()) {
      expect(runs[index]).toMatchObject({
        runtimeStatus: "Completed",
        output: { outcome: "answered", isClosed: isHarmless, notDone: [] },
      });
      expect(writesOf(written, name, ids[index]!)).toEqual({
        incident: isHarmless ? 2 : 1,
        comment: 1,
        ticket: 1,
        message: 1,
      });
    }
    // It had to wait, and did not hammer: an incident is refused once or twice before its turn.
    const refused = calls.filter(isRefused).length;
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThanOrEqual(2 * storm.length);
  });
});
