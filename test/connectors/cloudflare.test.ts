import type { Connectors } from "../../connectors";
import { addressList } from "../../connectors/cloudflare/list";
import { completed } from "../../connectors/cloudflare/operation";
import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import type { RunningSimulators } from "../../simulators/server";
import { type Operation, keepsConnectorContract } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "cloudflare";
const accountId = "acc00000000000000000000000000001";
const listId = "1157000000000000000000000000b10c";
const object = `${accountId}/${listId}`;
const lists = `/client/v4/accounts/${accountId}/rules/lists`;
const attacker = "45.83.64.10";
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };

const targetOf = (value: string): Target => ({ id: value, label: value, names: [value] });
const target = targetOf(attacker);
const method = (connectors: Connectors = stage.connectors) =>
  connectors.containments["cloudflare-list-block"]!;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const look = (address = attacker) => method().look(targetOf(address), mark);
const change = (add: string[], remove: string[] = [], connectors = stage.connectors) =>
  method(connectors).together!.change(object, add.map(targetOf), remove.map(targetOf), mark);

interface Item {
  id: string;
  ip: string;
  comment: string;
}
const items = (vendors: RunningSimulators = stage.vendors): Item[] =>
  (vendors.state(vendor) as { items: Item[] }).items;
const listed = () => items().map(({ ip, comment }) => [ip, comment]);
const writes = () =>
  stage.vendors.calls(vendor).filter(({ method: verb }) => ["POST", "DELETE"].includes(verb));

beforeEach(() => {
  scene({
    token: "cloudflare-test-api-token",
    permission: "edit",
    kind: "ip",
    rules: 1,
    operationSeconds: 0,
    operationsFail: null,
    most: 10_000,
    requests: 100_000,
  });
  // What was under way is over by now, and can be cleared away.
  scene({
    items: Object.fromEntries(items().map(({ ip }) => [ip, null])),
  });
});

const keeps = (name: string, operation: Omit<Operation, "vendor">) =>
  keepsConnectorContract(
    `cloudflare.${name}`,
    { vendor, isForbiddenRefusal: true, secret: "cloudflare-test-api-token", ...operation },
    stage,
  );

keeps("look()", {
  route: `GET ${lists}`,
  isWrite: false,
  call: (connectors) => method(connectors).look(target, mark),
});
keeps("check()", {
  route: `GET ${lists}`,
  isWrite: false,
  call: (connectors) => connectors.providers[vendor]!.check(),
});
for (const [name, call] of [
  ["act()", (connectors = stage.connectors) => method(connectors).act(target, mark)],
  ["together.change()", (connectors = stage.connectors) => change([attacker], [], connectors)],
] as const) {
  keeps(name, {
    route: `POST ${lists}`,
    isWrite: true,
    call,
    repeat: {
      deliver: deliveredOnce(
        () => call(),
        async () => (await look()).effect === "in-effect",
      ),
      stored: (vendors) => items(vendors).filter(({ ip }) => ip === attacker).length,
    },
  });
}
keeps("undo()", {
  route: `DELETE ${lists}`,
  isWrite: true,
  call(connectors) {
    scene({ items: { [attacker]: mark.text } });
    return method(connectors).undo(target, { item: null }, mark);
  },
});

describe("cloudflare.resolve()", () => {
  const resolve = (value: string, kind = "address") =>
    method().resolve({ kind: "observable", observable: { kind: kind as "address", value } });

  it.each([attacker, "2a01:4f8::1"])("finds exactly one address: %s", async (address) => {
    await expect(resolve(address)).resolves.toEqual({ found: targetOf(address) });
  });

  it.each([
    ["45.83.64.0/24", "address", /not exactly one/],
    ["2a01:04f8::1", "address", /not exactly one/],
    ["evil.example", "domain", /addresses only/],
  ])("asks a human about %s", async (value, kind, question) => {
    await expect(resolve(value, kind)).resolves.toEqual({
      question: expect.stringMatching(question),
    });
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });
});

describe("cloudflare.together.change()", () => {
  it("adds what is missing in one request, and deletes only its own items by their ids", async () => {
    scene({ items: { "45.83.64.100": "of the web team", "45.83.64.9": mark.text } });
    const leaving = items().find(({ ip }) => ip === "45.83.64.9")!.id;

    await change([attacker, "45.83.64.11", "45.83.64.100"], ["45.83.64.9", "45.83.64.98"]);

    expect(writes().map(({ method: verb, path, body }) => [verb, path, body])).toEqual([
      ["DELETE", `${lists}/${listId}/items`, { items: [{ id: leaving }] }],
      [
        "POST",
        `${lists}/${listId}/items`,
        [
          { ip: attacker, comment: mark.text },
          { ip: "45.83.64.11", comment: mark.text },
        ],
      ],
    ]);
    expect(listed()).toEqual([
      ["45.83.64.100", "of the web team"],
      [attacker, mark.text],
      ["45.83.64.11", mark.text],
    ]);
  });

  it("sends nothing when all is so already", async () => {
    scene({ items: { [attacker]: "of the web team" } });

    await change([attacker], ["45.83.64.99"]);

    expect(writes()).toEqual([]);
    expect(listed()).toEqual([[attacker, "of the web team"]]);
  });

  it("says why an operation failed, which may have been made in part", async () => {
    scene({ operationsFail: "the list is being migrated" });

    const error = await failureOf(change([attacker]));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: true });
    expect(error.message).toContain("the list is being migrated");
  });

  it("comes again later while another operation is under way", async () => {
    scene({ operationSeconds: 60 });
    const other = addressList(
      { url: `${stage.vendors.url}/cloudflare/client/v4`, secretName: "x", accountId, listId },
      { get: async () => "cloudflare-test-api-token", forget: () => undefined },
    );
    await other.add([{ ip: "198.51.100.7", comment: "of the web team" }]);

    const error = await failureOf(change([attacker]));

    expect(error).toMatchObject({ kind: "rate-limited", mayHaveHappened: false });
    expect(error.toFailure().retryAfterSeconds).toBeGreaterThan(0);
  });

  it.each([
    [{ status: 401 }, "auth"],
    [{ status: 404 }, "not-found"],
    [{ status: 429, headers: { "retry-after": "29" } }, "rate-limited"],
    [{ status: 503 }, "transient"],
    [{ kind: "reset" }, "transient"],
    [{ body: { surprise: true } }, "permanent"],
  ] as const)(
    "knows that a change was accepted when %j is answered after it",
    async (fault, kind) => {
      const route = `GET ${lists}/bulk_operations`;
      stage.vendors.fault({ vendor, route, ...fault, forever: true });

      const error = await failureOf(change([attacker]));

      expect(error).toMatchObject({ kind, mayHaveHappened: true });
      expect(error.message).toMatch(
        /^cloudflare: What became of the change is not known, since GET/,
      );
    },
  );

  it("says when to come back when the limit is reached after a change was accepted", async () => {
    const headers = { "retry-after": "29" };
    stage.vendors.fault({ vendor, route: `GET ${lists}/bulk_operations`, status: 429, headers });

    expect((await failureOf(change([attacker]))).retryAfterSeconds).toBe(29);
  });

  it("says that the list is full, as Cloudflare does", async () => {
    scene({ most: 0 });

    const error = await failureOf(change([attacker]));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toContain("maximum number of items exceeded");
  });

  it("keeps to the list that is set now", async () => {
    const error = await failureOf(method().together!.change("another", [target], [], mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });

  it("names the permission that is missing", async () => {
    scene({ permission: "read" });

    const error = await failureOf(change([attacker]));

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("Account Filter Lists: Edit");
  });
});

describe("completed()", () => {
  it("waits while an operation runs, and no longer than ten seconds", async () => {
    scene({ operationSeconds: 60 });
    const list = addressList(
      { url: `${stage.vendors.url}/cloudflare/client/v4`, secretName: "x", accountId, listId },
      { get: async () => "cloudflare-test-api-token", forget: () => undefined },
    );
    const operation = await list.add([{ ip: attacker, comment: mark.text }]);
    let waited = 0;

    const error = await failureOf(
      completed(list, operation, async (milliseconds) => {
        waited += milliseconds;
      }),
    );

    expect(error).toMatchObject({ kind: "rate-limited", mayHaveHappened: true });
    expect(waited).toBe(10_000);
  });
});

describe("cloudflare.look()", () => {
  it("sees who an item is of", async () => {
    scene({ items: { [attacker]: "of the web team" } });

    await expect(look()).resolves.toEqual({
      state: { item: { id: items()[0]!.id, comment: "of the web team" } },
      effect: "in-effect",
    });
  });

  it("does not take for an address what only begins like it", async () => {
    scene({ items: { "45.83.64.100": "", "45.83.64.101": "", "45.83.64.10/31": "" } });

    await expect(look()).resolves.toEqual({ state: { item: null }, effect: "none" });
  });

  it("finds an address after as many pages as there are", async () => {
    const before = Array.from({ length: 1_100 }, (_, index) => [
      `2a01:4f8::${(index + 0x1000).toString(16)}`,
      "",
    ]);
    scene({ items: { ...Object.fromEntries(before), "2a01:4f8::1": "ours" } });

    await expect(look("2a01:4f8::1")).resolves.toMatchObject({ effect: "in-effect" });
    expect(stage.vendors.calls(vendor)).toHaveLength(3);
  });
});

describe("cloudflare.check()", () => {
  const check = () => stage.connectors.providers[vendor]!.check();

  it("counts the items and the rules that use them", async () => {
    scene({ items: { [attacker]: "" }, rules: 2 });
    await expect(check()).resolves.toBe('list "soar_block": 1 item(s), used in 2 rule(s)');

    scene({ rules: 0 });
    await expect(check()).resolves.toBe('list "soar_block": 1 item(s), no rule uses it yet');
  });

  it("refuses a list that is not of addresses", async () => {
    scene({ kind: "hostname" });

    expect((await failureOf(check())).message).toContain('of the kind "hostname"');
  });
});

it.each(["CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_LIST_ID"])(
  "names %s when it is not set",
  async (setting) => {
    const connectors = connectorsFor(stage.vendors.url, { [setting]: "" });

    const error = await failureOf(method(connectors).look(target, mark));

    expect(error.message).toContain(`${setting} is not set`);
  },
);
