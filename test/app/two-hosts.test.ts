import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type AppUnderTest, startApp } from "../support/app-process";
import { incidentBody } from "../support/incident-body";

jest.setTimeout(180_000);

const [alex, sam] = [
  "a11ce000-0000-4000-8000-000000000001",
  "5a11ce00-0000-4000-8000-000000000002",
];
const yes = { approverId: alex, decision: "approve", reason: "Seen, go on" };
const no = { approverId: sam, decision: "reject", reason: "I know this one" };
const rounds = 4;

describe("two hosts over one ledger", () => {
  let first: AppUnderTest;
  let second: AppUnderTest;
  beforeAll(async () => {
    first = await startApp({
      policy: ({ contain, ...shipped }) => {
        const limits = { perIncident: 100, perHour: 10_000, perDay: 10_000 };
        return { ...shipped, contain: { ...contain, limits, waitMinutes: 0 } };
      },
    });
    const LEDGER = `sqlite:${join(first.folder, "ledger.db")}`;
    second = await startApp({ settings: { LEDGER } });
  });
  afterAll(async () => {
    await second.close();
    await first.close();
  });

  const page = async (app: AppUnderTest, approval: string): Promise<string> =>
    (await fetch(`${app.url()}/api/approvals/${approval}?as=${alex}`)).text();

  /** Posts an incident to the first host; answers its run, its approval and the hash that the page shows. */
  async function asked() {
    const response = await first.post(incidentBody({ name: randomUUID() }));
    const { id } = (await response.json()) as { id: string };
    for (let tries = 0; tries < 600; tries += 1) {
      const approval = `${id}-agree`;
      const planHash = /<dt>Plan hash<\/dt><dd>([0-9a-f]{64})/.exec(await page(first, approval));
      if (planHash) return { id, approval, planHash: planHash[1]! };
      await pause(100);
    }
    throw new Error("It does not ask");
  }

  /** What a host answers; undefined when it was killed before it could. */
  const decide = (
    app: AppUnderTest,
    { approval, planHash }: { approval: string; planHash: string },
    said: object,
  ): Promise<{ status: number; text: string } | undefined> =>
    fetch(`${app.url()}/api/approvals/${approval}/decision`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ planHash, ...said }),
    })
      .then(async (answer) => ({ status: answer.status, text: await answer.text() }))
      .catch(() => undefined);

  /** How both pages say that it ended. */
  async function endingOf(approval: string): Promise<string> {
    const endings = await Promise.all(
      [first, second].map(async (app) =>
        /<p class="told">([^<]*)<\/p>/.exec(await page(app, approval))?.at(1),
      ),
    );
    expect(endings[0]).toMatch(/^(Approved by Alex|Rejected by Sam)/);
    expect(endings[1]).toBe(endings[0]);
    return endings[0]!;
  }

  async function expectRunDoes(id: string, ending: string): Promise<void> {
    const { output } = await first.finished(id);
    const { contained, notDone } = output as { contained: string[]; notDone: string[] };
    const isDone = [...contained, ...notDone].some((what) =>
      what.startsWith("Disable account alex"),
    );
    expect(isDone).toBe(ending.startsWith("Approved"));
  }

  it("make one decision of two at the same moment, and tell both the same", async () => {
    for (let round = 0; round < rounds; round += 1) {
      const run = await asked();
      const votes = [() => decide(first, run, yes), () => decide(second, run, no)];
      const answers = await Promise.all(
        (round % 2 === 0 ? votes : votes.toReversed()).map((vote) => vote()),
      );

      const ending = await endingOf(run.approval);
      const statuses = answers.map((answer) => answer?.status);
      expect(new Set(statuses)).toEqual(new Set([200, 409]));
      const said = ending.slice(1).replaceAll("&#39;", "'");
      for (const answer of answers) expect(answer?.text).toContain(said);
      await expectRunDoes(run.id, ending);
    }
  });

  it("make one decision when one of them is killed while both decide", async () => {
    for (let round = 0; round < rounds; round += 1) {
      const run = await asked();
      const killed = decide(second, run, no);
      const other = decide(first, run, yes);
      await pause(round * 2);
      await second.kill();
      const before = await Promise.all([killed, other]);
      await second.start();

      const again = await decide(second, run, no);

      const ending = await endingOf(run.approval);
      expect(before.filter((answer) => answer?.status === 200).length).toBeLessThanOrEqual(1);
      expect(again?.status).toBe(409);
      expect(again?.text).toContain(ending.slice(1));
      await expectRunDoes(run.id, ending);
    }
  });
});
