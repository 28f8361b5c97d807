import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type AppUnderTest, startApp } from "../support/app-process";
import { incidentBody } from "../support/incident-body";
import { writesOf } from "../support/writes-of";

jest.setTimeout(240_000);

describe("a run whose host is killed", () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    app = await startApp({ latencyMs: 15 });
  });
  afterAll(() => app.close());

  /** Until the vendors have received so many calls since a mark: a moment of the run. */
  async function received(mark: number, count: number): Promise<void> {
    for (
      let waited = 0;
      app.simulators.calls().length - mark < count && waited < 3_000;
      waited += 1
    ) {
      await pause(1);
    }
  }

  it.each(Array.from({ length: 20 }, (_, moment) => moment))(
    "goes on and completes, each write done once: killed at call %i",
    async (moment) => {
      const name = randomUUID();
      const mark = app.simulators.calls().length;
      const response = await app.post(incidentBody({ name }));
      const { id } = (await response.json()) as { id: string };

      await received(mark, moment);
      await app.kill();
      await app.start();

      const run = await app.finished(id);
      expect(run).toMatchObject({
        runtimeStatus: "Completed",
        output: {
          outcome: "answered",
          verdict: "malicious",
          contained: expect.arrayContaining(["Block 45.83.64.10"]),
        },
      });
      expect(writesOf(app.simulators.calls(), name, id)).toEqual({
        incident: 1,
        comment: 1,
        ticket: 1,
        message: 1,
      });
    },
  );
});
