import { setTimeout as pause } from "node:timers/promises";
import { renderSlack } from "../../domain/notice/slack-message";
import { noticeOf } from "../../domain/report/notice";
import { type AppUnderTest, startApp } from "../support/app-process";
import { sampleReport } from "../support/sample-report";

jest.setTimeout(60_000);

interface Workspace {
  messages: { ts: string; text: string; thread_ts?: string; blocks?: unknown[] }[];
  clicks: { status: number; body: string }[];
}

describe("a notice in Slack, with the app in the local host", () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  const slack = () => app.simulators.state("slack") as Workspace;
  const until = async (isTrue: () => boolean): Promise<void> => {
    while (!isTrue()) await pause(10);
  };
  const click = async (more: object = {}): Promise<number | undefined> => {
    const before = slack().clicks.length;
    const url = `${app.url()}/api/slack/interactivity`;
    app.simulators.scene("slack", { click: { url, action: "acknowledge", ...more } });
    await until(() => slack().clicks.length > before);
    return slack().clicks.at(-1)?.status;
  };
  const posted = async (): Promise<string> => {
    const answer = await fetch(`${app.simulators.url}/slack/api/chat.postMessage`, {
      method: "POST",
      headers: {
        authorization: "Bearer xoxb-slack-test-token",
        "content-type": "application/json",
      },
      body: JSON.stringify({ channel: "C0SOCTEAM1", ...renderSlack(noticeOf(sampleReport())) }),
    });
    return ((await answer.json()) as { ts: string }).ts;
  };

  it("tells who took care, once, however often its button is clicked", async () => {
    const ts = await posted();
    const message = () => slack().messages.find((one) => one.ts === ts);
    const replies = () => slack().messages.filter(({ thread_ts }) => thread_ts === ts);

    const statuses = await Promise.all([click(), click()]);
    await until(() => JSON.stringify(message()).includes("Acknowledged by <@U0ALEX0001>"));

    expect(statuses).toEqual([200, 200]);
    expect(slack().clicks.every(({ body }) => body === "")).toBe(true);
    expect(replies().map(({ text }) => text)).toEqual(["Acknowledged by <@U0ALEX0001>"]);
    expect(JSON.stringify(message()?.blocks)).not.toContain('"action_id":"acknowledge"');
    expect(JSON.stringify(message()?.blocks)).toContain('"action_id":"open-0"');
  });

  it("is not touched by a click that Slack did not sign", async () => {
    const ts = await posted();

    const statuses = [await click({ secret: "a-guess" }), await click({ ageSeconds: 600 })];

    expect(statuses).toEqual([401, 401]);
    expect(slack().messages.filter(({ thread_ts }) => thread_ts === ts)).toEqual([]);
  });
});
