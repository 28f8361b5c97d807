import { type AppUnderTest, startApp } from "../support/app-process";

jest.setTimeout(120_000);

const password = "a-very-long-password";

describe("the feeds in the local host", () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    app = await startApp({ settings: { FEED_CONSUMERS_SECRET_NAME: "feed-consumers" } });
    app.simulators.scene("key-vault", {
      secrets: { "feed-consumers": { value: JSON.stringify({ "fw-hq": password }) } },
    });
  });
  afterAll(() => app.close());

  const ask = (file: string, init: RequestInit = {}, user = `fw-hq:${password}`) =>
    fetch(`${app.url()}/api/feeds/${file}`, {
      ...init,
      headers: {
        authorization: `Basic ${Buffer.from(user).toString("base64")}`,
        ...(init.headers as Record<string, string>),
      },
    });

  it("are served to a consumer, of each kind and in each form", async () => {
    for (const name of ["ip", "domain", "url", "hash"]) {
      for (const form of ["txt", "csv", "json", "txt.md5"]) {
        const { status } = await ask(`${name}.${form}`);
        expect({ name, form, status }).toEqual({ name, form, status: 200 });
      }
    }
    expect((await ask("ip.exe")).status).toBe(404);
  });

  it("are closed to everybody else", async () => {
    expect((await ask("ip.txt", {}, "fw-hq:guess")).status).toBe(401);
    expect((await fetch(`${app.url()}/api/feeds/ip.txt`)).status).toBe(401);
    expect((await fetch(`${app.url()}/api/feeds/ip.txt?code=fw-hq:${password}`)).status).toBe(200);
  });

  it("answer HEAD and If-None-Match without a body", async () => {
    const whole = await ask("ip.csv");
    const head = await ask("ip.csv", { method: "HEAD" });
    const etag = whole.headers.get("etag")!;

    expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, etag, ""]);
    expect(await whole.text()).toBe("value,type,added,expires,incident\r\n");
    expect((await ask("ip.csv", { headers: { "if-none-match": etag } })).status).toBe(304);
  });
});
