import { panOs } from "../../../simulators/pan-os";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start } from "../token";

let now = start;
let running: RunningSimulators;
beforeEach(async () => {
  now = start;
  running = await startSimulators({ port: 0, only: [panOs], now: () => now });
});
afterEach(() => running.close());

async function ask(type: string, cmd: string, key = "pan-os-test-api-key") {
  const response = await fetch(`${running.url}/pan-os/api/?type=${type}`, {
    method: "POST",
    headers: { "x-pan-key": key },
    body: new URLSearchParams({ cmd }),
  });
  expect(response.headers.get("content-type")).toContain("application/xml");
  return { status: response.status, text: await response.text() };
}
const update = (what: string, ip: string, member: string) =>
  ask(
    "user-id",
    `<uid-message><version>1.0</version><type>update</type><payload><${what}><entry ip="${ip}"><tag>${member}</tag></entry></${what}></payload></uid-message>`,
  );
const member = (seconds: number) => `<member timeout="${seconds}">soar-block</member>`;
const show = async (filter = "") =>
  (await ask("op", `<show><object><registered-ip>${filter}</registered-ip></object></show>`)).text;

describe("a tag of an address", () => {
  it("is there at once, and gone when its timeout is over", async () => {
    await update("register", "45.83.64.10", member(60));
    expect(await show()).toContain('ip="45.83.64.10"');

    now += 59_000;
    expect(await show()).toContain("<count>1</count>");
    now += 1_000;
    expect(await show()).toContain("<count>0</count>");
  });

  it("is not registered twice, and keeps its timeout then", async () => {
    await update("register", "45.83.64.10", member(60));
    now += 30_000;

    const again = await update("register", "45.83.64.10", member(60));
    expect(again).toMatchObject({ status: 200 });
    expect(again.text).toContain('message="tag soar-block already exists, ignore"');

    now += 30_000;
    expect(await show()).toContain("<count>0</count>");
  });

  it("is taken away alone, and only once", async () => {
    await update("register", "45.83.64.10", `${member(0)}<member>guests</member>`);

    expect((await update("unregister", "45.83.64.10", member(0))).text).toContain("success");
    expect((await update("unregister", "45.83.64.10", member(0))).text).toContain(
      "tag soar-block does not exist, ignore unreg",
    );
    expect((await update("unregister", "45.83.64.11", member(0))).text).toContain(
      "ip 45.83.64.11 does not exist, ignore unreg",
    );
    expect(await show()).toContain("<tag><member>guests</member></tag>");
  });

  it.each([
    ["45.83.64.0/24", 60, "invalid ip"],
    ["45.83.64.10", 2_592_001, "invalid timeout"],
  ])("is refused for %s with %i seconds", async (ip, seconds, words) => {
    expect((await update("register", ip, member(seconds))).text).toContain(words);
  });

  it("is shown by address and by tag, exactly", async () => {
    await update("register", "45.83.64.10", "<member>a&lt;b</member>");
    await update("register", "45.83.64.100", "<member>a</member>");

    expect(await show("<ip>45.83.64.10</ip>")).toContain("<count>1</count>");
    expect(await show('<tag><entry name="a"/></tag>')).toContain('ip="45.83.64.100"');
    expect(await show('<tag><entry name="a&lt;b"/></tag>')).toContain("<member>a&lt;b</member>");
    expect(await show("<limit>1</limit><start-point>2</start-point>")).toContain("45.83.64.100");
  });
});

describe("the XML API", () => {
  it.each([
    ["op", "<show>", "code = '18'"],
    ["op", "<clear/>", "code = '17'"],
    ["user-id", "<uid-message/>", "code = '17'"],
    ["commit", "<commit/>", "code = '400'"],
  ])("does not take %s of %s", async (type, cmd, words) => {
    expect((await ask(type, cmd)).text).toContain(words);
  });

  it.each([200, 403])("refuses a wrong key with status %i, by scene", async (refusesWith) => {
    running.scene("pan-os", { refusesWith });

    const { status, text } = await ask("op", "<show/>", "another");

    expect(status).toBe(refusesWith);
    expect(text).toContain("code = '403'");
  });

  it("refuses what the role has no right to", async () => {
    running.scene("pan-os", { rights: ["op"] });

    expect((await update("register", "45.83.64.10", member(60))).text).toContain(
      "Type [user-id] not authorized for user role.",
    );
  });
});
