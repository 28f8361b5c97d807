import { flowOf, trapHost } from "./support/trap-host";
import { type TurnTrap, noted, turnTraps } from "./support/turn-traps";
import { ruleLink } from "../../../local-host/rules";

/** Starts a flow with the SDK's client, lets happen what the trap says, and shows the end. */
async function play(trap: TurnTrap, isSafe: boolean, isStrict = false) {
  const name = flowOf(isSafe ? trap.safe : trap.trapped);
  const host = await trapHost(isStrict);
  Object.assign(noted, { times: 0, failed: false });
  const other = "input" in trap ? trap.input : {};
  const input = isSafe && "safeInput" in trap ? trap.safeInput : other;
  const id = await host.client.startNew(name, input === undefined ? {} : { input });
  const go = (isSafe && trap.playSafe) || trap.play;
  await (go ? go(host, id) : host.settle(id));
  const { runtimeStatus, output } = host.status(id);
  return { ...host, name, id, end: { runtimeStatus, output, notes: noted.times } };
}

describe.each(turnTraps.map((trap) => [trap.rule, trap] as const))("%s", (rule, trap) => {
  it("ends as in Azure", async () => {
    const { end } = await play(trap, false);

    expect(end).toMatchObject(trap.odd);
  });

  it("is told once, with its link", async () => {
    const { warnings, lines, name, id } = await play(trap, false);

    expect(warnings.map((warning) => warning.rule)).toEqual([rule, ...(trap.besides ?? [])]);
    expect(warnings[0]).toMatchObject({ rule, functionName: name, instanceId: id });
    expect(lines[0]).toBe(
      `warning: ${name}: ${rule}: ${warnings[0]!.sentence} (${ruleLink(rule)})`,
    );
  });

  it("is not told where there is no trap, and a strict host lets it pass", async () => {
    const { warnings, end, broken } = await play(trap, true, true);

    expect(warnings).toEqual([]);
    expect(end).toMatchObject(trap.fine);
    expect(broken()).toEqual(new Map());
  });

  it("fails the instance on a strict host", async () => {
    const { warnings, lines, end, broken, name } = await play(trap, false, true);

    const { sentence } = warnings[0]!;
    expect(end).toMatchObject({
      runtimeStatus: "Failed",
      output: `Strict: ${rule}: ${sentence} (${ruleLink(rule)})`,
    });
    expect(lines[0]).toBe(`error: ${name}: ${rule}: ${sentence} (${ruleLink(rule)})`);
    expect(broken().get(rule)).toBe(1);
  });
});

describe("a strict host", () => {
  it("fails an instance again when it is rewound and its code is the same", async () => {
    const trap = turnTraps.find(({ rule }) => rule === "boolean-input")!;
    const { client, id, settle } = await play(trap, false, true);

    await client.rewind(id, "once more");

    expect(await settle(id)).toMatchObject({
      runtimeStatus: "Failed",
      output: expect.stringMatching(/^Strict: boolean-input: /),
    });
  });
});
