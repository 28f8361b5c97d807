import { z } from "zod";
import type { Connectors } from "../../connectors";
import { hostName } from "../../connectors/check-point/hosts";
import { publish } from "../../connectors/check-point/publish";
import { sessions } from "../../connectors/check-point/session";
import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import type { RunningSimulators } from "../../simulators/server";
import { type Operation, keepsConnectorContract } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "check-point";
const api = "/web_api";
const group = "soar-block";
const attacker = "45.83.64.10";
const ours = hostName(attacker);
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };

const targetOf = (value: string): Target => ({ id: value, label: value, names: [value] });
const target = targetOf(attacker);
const method = (connectors: Connectors = stage.connectors) =>
  connectors.containments["check-point-block"]!;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const look = () => method().look(target, mark);
const change = (add: string[], remove: string[] = [], connectors = stage.connectors) =>
  method(connectors).together!.change(group, add.map(targetOf), remove.map(targetOf), mark);

interface State {
  hosts: Record<string, { address: string; comments: string }>;
  groups: Record<string, { members: string[] }>;
  sessions: { uid: string; name: string; changed: string[] }[];
}
const stateOf = (vendors: RunningSimulators = stage.vendors): State =>
  vendors.state(vendor) as State;
const members = (vendors?: RunningSimulators) => stateOf(vendors).groups[group]!.members;
const commands = () => stage.vendors.calls(vendor).map(({ path }) => path.replace(`${api}/`, ""));
const bodyOf = (command: string) =>
  stage.vendors.calls(vendor).find(({ path }) => path === `${api}/${command}`)?.body;
const isListed = () => scene({ hosts: { [ours]: attacker }, groups: { [group]: [ours] } });
const management = () =>
  sessions(
    { url: `${stage.vendors.url}/check-point`, secretName: "x" },
    { get: async () => "check-point-test-api-key", forget: () => undefined },
  );

beforeEach(() => {
  const others = Object.keys(stateOf().groups).filter((name) => name !== group);
  scene({
    apiKey: "check-point-test-api-key",
    profile: "read-write",
    publishSeconds: 0,
    publishFails: false,
    mostSessions: 10_000,
    lockedByOthers: [],
    hosts: Object.fromEntries(Object.keys(stateOf().hosts).map((name) => [name, null])),
    groups: Object.fromEntries([...others, group].map((name) => [name, []])),
  });
});

const keeps = (name: string, operation: Omit<Operation, "vendor">) =>
  keepsConnectorContract(
    `checkPoint.${name}`,
    { vendor, isForbiddenRefusal: true, ...operation },
    stage,
  );

keeps("check()", {
  route: `POST ${api}/show-group`,
  isWrite: false,
  call: (connectors) => connectors.providers[vendor]!.check(),
});
for (const command of ["login", "show-host", "show-group"]) {
  keeps(`look(), ${command}`, {
    route: `POST ${api}/${command}`,
    isWrite: false,
    ...(command === "login" && { secret: "check-point-test-api-key" }),
    isNotFoundAnAnswer: command === "show-host",
    call: (connectors) => method(connectors).look(target, mark),
  });
}
for (const command of ["add-host", "set-group", "publish"]) {
  for (const [name, call] of [
    ["act()", (connectors = stage.connectors) => method(connectors).act(target, mark)],
    ["together.change()", (connectors = stage.connectors) => change([attacker], [], connectors)],
  ] as const) {
    keeps(`${name}, ${command}`, {
      route: `POST ${api}/${command}`,
      isWrite: true,
      call,
      repeat: {
        deliver: deliveredOnce(
          () => call(),
          async () => (await look()).effect === "in-effect",
        ),
        stored: (vendors) => members(vendors).filter((one) => one === ours).length,
      },
    });
  }
}
for (const command of ["set-group", "delete-host"]) {
  keeps(`undo(), ${command}`, {
    route: `POST ${api}/${command}`,
    isWrite: true,
    call(connectors) {
      isListed();
      return method(connectors).undo(target, { host: null, isMember: false }, mark);
    },
  });
}

describe("checkPoint.resolve()", () => {
  const resolve = (value: string, kind = "address") =>
    method().resolve({ kind: "observable", observable: { kind: kind as "address", value } });

  it.each([attacker, "2a01:4f8::1"])("finds exactly one address: %s", async (address) => {
    await expect(resolve(address)).resolves.toEqual({ found: targetOf(address) });
  });

  it.each([
    ["45.83.64.0/24", "address", /not exactly one/],
    ["evil.example", "domain", /addresses only/],
  ])("asks a human about %s", async (value, kind, question) => {
    await expect(resolve(value, kind)).resolves.toEqual({
      question: expect.stringMatching(question),
    });
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });
});

describe("checkPoint.together.change()", () => {
  it("changes all in one session, publishes it as one, and ends it", async () => {
    scene({ hosts: { theirs: "198.51.100.7", [hostName("45.83.64.9")]: "45.83.64.9" } });
    scene({ groups: { [group]: ["theirs", hostName("45.83.64.9")] } });

    await change([attacker, "2a01:4f8::1"], ["45.83.64.9", "45.83.64.99"]);

    expect(members()).toEqual(["theirs", ours, hostName("2a01:4f8::1")]);
    expect(Object.keys(stateOf().hosts)).toEqual(["theirs", ours, hostName("2a01:4f8::1")]);
    expect(stateOf().hosts[ours]).toMatchObject({ address: attacker, comments: mark.text });
    expect(commands().filter((command) => command === "publish")).toHaveLength(1);
    expect(commands().slice(-2)).toEqual(["discard", "logout"]);
    expect(stateOf().sessions).toEqual([]);
    expect(bodyOf("set-group")).toEqual({
      name: group,
      members: { add: [ours, hostName("2a01:4f8::1")] },
    });
    expect(bodyOf("login")).toMatchObject({
      "session-name": "durable-response soar-block",
      "session-description": mark.text,
    });
  });

  it("publishes nothing when all is so already", async () => {
    isListed();

    await change([attacker], ["45.83.64.99"]);

    expect(commands()).toEqual(["login", "show-sessions", "show-group", "discard", "logout"]);
  });

  it("discards what it did not publish, so that nobody is kept out", async () => {
    stage.vendors.fault({ vendor, route: `POST ${api}/set-group`, status: 503, forever: true });

    await failureOf(change([attacker]));

    expect(stateOf()).toMatchObject({ sessions: [], hosts: {} });
  });

  it("discards what a process that was killed left behind, and nobody else's", async () => {
    await management().within(
      { name: "durable-response soar-block", description: "" },
      async (left) => {
        await management().within({ name: "a colleague's", description: "" }, async (theirs) => {
          const host = (name: string) => ({ name, "ip-address": "198.51.100.7" });
          await left.change(z.unknown(), "add-host", host(ours));
          await theirs.change(z.unknown(), "add-host", host("theirs"));

          await change([attacker]);

          expect(members()).toEqual([ours]);
          expect(stateOf().hosts[ours]).toMatchObject({ address: attacker });
          expect(stateOf().sessions.find(({ name }) => name === "a colleague's")).toMatchObject({
            changed: ["theirs"],
          });
        });
      },
    );
  });

  it("comes again later while somebody else has changed the group", async () => {
    scene({ lockedByOthers: [group] });

    const error = await failureOf(change([attacker]));

    expect(error).toMatchObject({ kind: "rate-limited", status: 409, mayHaveHappened: false });
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
  });

  it("does not use a host that somebody gave another address", async () => {
    scene({ hosts: { [ours]: "45.83.64.1" } });

    const error = await failureOf(change([attacker]));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(commands()).not.toContain("publish");
    await expect(look()).resolves.toEqual({
      state: { host: "45.83.64.1", isMember: false },
      effect: "none",
    });
  });

  it("leaves a host that somebody uses elsewhere, and takes it out of its group", async () => {
    isListed();
    scene({ groups: { others: [ours] } });

    await change([], [attacker]);

    expect(members()).toEqual([]);
    expect(Object.keys(stateOf().hosts)).toEqual([ours]);
  });

  it("says so when it cannot be published", async () => {
    scene({ publishFails: true });

    const error = await failureOf(change([attacker]));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: true });
    expect(members()).toEqual([]);
  });

  it.each([
    [{ status: 404 }, "not-found"],
    [{ status: 429, headers: { "retry-after": "29" } }, "rate-limited"],
    [{ status: 503 }, "transient"],
    [{ kind: "reset" }, "transient"],
    [{ body: { surprise: true } }, "permanent"],
  ] as const)("knows that it published when %j is answered after it", async (fault, kind) => {
    stage.vendors.fault({ vendor, route: `POST ${api}/show-task`, ...fault, forever: true });

    const error = await failureOf(change([attacker]));

    expect(error).toMatchObject({ kind, mayHaveHappened: true });
    expect(error.message).toContain("What became of the changes is not known, since POST");
    expect(members()).toEqual([ours]);
  });

  it("keeps to the group that is set now", async () => {
    const error = await failureOf(method().together!.change("another", [target], [], mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });

  it("says what the profile lacks", async () => {
    scene({ profile: "read-only" });

    const error = await failureOf(change([attacker]));

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("may log in to the management API, change objects and publish");
  });
});

describe("publish()", () => {
  it("waits while it is under way, and no longer than ten seconds", async () => {
    scene({ publishSeconds: 60 });
    let waited = 0;
    const pause = async (milliseconds: number) => {
      waited += milliseconds;
    };

    const error = await failureOf(
      management().within({ name: "a test", description: "" }, (session) =>
        publish(session, pause),
      ),
    );

    expect(error).toMatchObject({ kind: "rate-limited", mayHaveHappened: true });
    expect(waited).toBe(10_000);
  });
});

describe("checkPoint.look()", () => {
  it("sees what is published, in a session for reading only", async () => {
    isListed();

    await expect(look()).resolves.toEqual({
      state: { host: attacker, isMember: true },
      effect: "in-effect",
    });

    expect(bodyOf("login")).toMatchObject({ "read-only": true });
    expect(stateOf().sessions).toEqual([]);
  });

  it("does not take a host of another address in the group for it", async () => {
    scene({ hosts: { [ours]: "45.83.64.100" }, groups: { [group]: [ours] } });

    await expect(look()).resolves.toMatchObject({ effect: "none" });
  });
});

it("counts the members of the group, to be checked", async () => {
  isListed();

  await expect(stage.connectors.providers[vendor]!.check()).resolves.toBe(
    'key accepted, 1 member(s) of the group "soar-block"',
  );
});

it.each(["CHECK_POINT_URL", "CHECK_POINT_GROUP"])(
  "names %s when it is not set",
  async (setting) => {
    const connectors = connectorsFor(stage.vendors.url, { [setting]: "" });

    const error = await failureOf(method(connectors).act(target, mark));

    expect(error.message).toContain(`${setting} is not set`);
  },
);
