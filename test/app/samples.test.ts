import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type AppUnderTest, startApp } from "../support/app-process";
import { writesOf } from "../support/writes-of";

jest.setTimeout(60_000);

const folder = join(__dirname, "..", "..", "samples");

const contained = {
  outcome: "answered",
  verdict: "malicious",
  contained: expect.arrayContaining(["Block 45.83.64.10"]),
  isClosed: false,
  notDone: [],
};

/** Every file of samples/: how the app answers it, and whether it tells the channel. */
const endings: [file: string, messages: number, output: object][] = [
  ["alert.json", 1, contained],
  ["entity.json", 1, contained],
  ["incident-benign.json", 1, { verdict: "benign", isClosed: true, contained: [], notDone: [] }],
  ["incident-hostile.json", 1, contained],
  [
    "incident-redirected.json",
    0,
    { outcome: "not-answered", reason: expect.stringContaining("was merged into another one") },
  ],
  ["incident.json", 1, contained],
];

describe("samples/", () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  const answer = async (file: string) => {
    const response = await app.post(readFileSync(join(folder, file), "utf8"));
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as { id: string };
    return { id, run: await app.finished(id) };
  };

  it("holds no file of which nothing is said here", () => {
    // The log is swept by `npm start`, which commands.test.ts does.
    const files = readdirSync(folder).filter((name) => name !== "auth-log.txt");
    expect(files.toSorted()).toEqual(endings.map(([file]) => file));
  });

  it.each(endings)("%s ends as docs/samples.md says", async (file, messages, output) => {
    const { id, run } = await answer(file);

    expect(run).toMatchObject({ runtimeStatus: "Completed", output });
    expect(writesOf(app.simulators.calls(), id).message).toBe(messages);
  });

  it("incident-hostile.json asks no vendor about what is not an address, a URL, a domain or a hash", async () => {
    await answer("incident-hostile.json");

    const asked = app.simulators
      .calls()
      .filter(({ vendor }) => vendor === "virustotal")
      .map(({ path }) => decodeURIComponent(path));
    expect(asked.join("\n")).not.toMatch(/\.\.|javascript|X-Injected|passwd/);
  });
});
