import { type VendorActivities, createActivities } from "../../activities";
import { memoryLedger } from "../../ledger/memory";
import type { RunningSimulators } from "../../simulators/server";
import type { Connectors } from "../../connectors";
import type { ConnectorError } from "../../connectors/connector-error";
import { type Stage, failureOf } from "../connectors/stage";
import { protecting } from "../containments/stage";
import type { Fault } from "../../simulators/fault";

/** One operation of a connector, and the call to the vendor that is made to fail. */
export interface Operation {
  /** Of the simulator. */
  vendor: string;
  /** Name of the connector, where several use one simulator. */
  connector?: string;
  /** A registered route, or a prefix of method and path. */
  route: string;
  isWrite: boolean;
  /** What is sent to prove who we are, where it is a published one. */
  secret?: string;
  call: (connectors: Connectors) => Promise<unknown>;
  /** Whether what the vendor does not know is an answer here. */
  isNotFoundAnAnswer?: boolean;
  /** Whether the vendor's answer is read at all. */
  ignoresAnswer?: boolean;
  /** Whether 403 is this vendor's word for an old secret, too. */
  isForbiddenRefusal?: boolean;
  /** Of a write: what the contract checks when the answer to it was lost, and the step comes again. */
  repeat?: Repeat;
}

/** A write that was done although its answer was lost, and its activity's second delivery. */
export interface Repeat {
  /** The same input each time, as the durable runtime delivers it. */
  deliver: (activities: VendorActivities) => Promise<unknown>;
  /** How many of its effects the simulator holds now; 1 when all is well. */
  stored: (vendors: RunningSimulators) => number;
}

type Failing = Omit<Fault, "vendor" | "route">;

interface Case {
  /** Column of the table that `npm run check:connectors` prints. */
  column: "auth" | "quota" | "outage" | "malformed";
  title: string;
  fault: Failing;
  kind: string;
  /** Of a write; a read changes nothing. */
  mayHaveHappened: boolean;
}

const refusals: Case[] = [
  ["auth", "a refused secret", { status: 401 }, "auth"],
  ["auth", "a missing permission", { status: 403 }, "auth"],
  ["malformed", "a request it does not understand", { status: 422 }, "permanent"],
  ["malformed", "a request too large", { status: 413 }, "permanent"],
  ["malformed", "an API that is gone", { status: 410 }, "permanent"],
  ["malformed", "a redirect", { status: 302, headers: { location: "/elsewhere" } }, "permanent"],
  ["quota", "a full quota", { status: 429, headers: { "retry-after": "29" } }, "rate-limited"],
].map(
  ([column, title, fault, kind]) =>
    ({ column, title, fault, kind, mayHaveHappened: false }) as Case,
);

const breakdowns: Case[] = [
  ["an outage", { status: 503 }, "transient"],
  ["an error of the vendor", { status: 500, body: { error: { code: "Oops" } } }, "transient"],
  ["a proxy's page", { kind: "html", status: 502 }, "transient"],
  ["a reset", { kind: "reset" }, "transient"],
].map(
  ([title, fault, kind]) =>
    ({ column: "outage", title, fault, kind, mayHaveHappened: true }) as Case,
);

const unreadable: Case[] = [
  ["an answer of another shape", { body: { surprise: true } }, "permanent"],
  ["a page in place of an answer", { kind: "html", status: 200 }, "permanent"],
  ["an answer that ends early", { kind: "truncated" }, "permanent"],
].map(
  ([title, fault, kind]) =>
    ({ column: "malformed", title, fault, kind, mayHaveHappened: true }) as Case,
);

/** What every operation of every connector does with the failures that every vendor has. */
export function keepsConnectorContract(name: string, operation: Operation, stage: Stage): void {
  const { vendor, connector = vendor, route, isWrite, call } = operation;
  const fail = (fault: Failing) => stage.vendors.fault({ vendor, route, ...fault });
  const cases = [...refusals, ...breakdowns, ...(operation.ignoresAnswer ? [] : unreadable)];

  describe(`contract of ${name}`, () => {
    it.each(cases)("$column: tells $title: $kind", async ({ fault, kind, mayHaveHappened }) => {
      fail({ ...fault, forever: true });

      const error = await failureOf(call(stage.connectors));

      expect(error).toMatchObject({
        vendor: connector,
        kind,
        mayHaveHappened: isWrite && mayHaveHappened,
      });
      expect(error.message).toMatch(new RegExp(`^${connector}: \\S`));
      expect(error.message.length).toBeLessThan(700);
    });

    it.each([400, 401, 500])(
      "auth: does not repeat its secret after a vendor: %i",
      async (status) => {
        const { secret = "nothing" } = operation;
        const error = { code: secret, message: `${secret} is wrong`, detail: `Is it ${secret}?` };
        fail({
          status,
          body: { error, message: secret, error_description: secret },
          forever: true,
        });

        const { message } = await failureOf(call(stage.connectors));

        expect(message).toContain(String(status));
      },
    );

    it("quota: says when to come back, as the vendor does", async () => {
      fail({ status: 429, headers: { "retry-after": "29" }, forever: true });

      const { retryAfterSeconds } = (await failureOf(call(stage.connectors))).toFailure();

      expect(retryAfterSeconds).toBe(29);
    });

    it("quota: has a guess for when the vendor does not say it", async () => {
      fail({ status: 429, forever: true });

      const { retryAfterSeconds } = (await failureOf(call(stage.connectors))).toFailure();

      expect(retryAfterSeconds).toBeGreaterThan(0);
    });

    it("auth: asks for its secret again when it was refused once", async () => {
      fail({ status: 401 });

      await call(stage.connectors);

      expect(stage.vendors.calls(vendor).map(({ status }) => status)).toContain(401);
    });

    it("auth: tries a refused secret twice at most", async () => {
      fail({ status: operation.isForbiddenRefusal ? 403 : 401, forever: true });

      await failureOf(call(stage.connectors));

      const refused = stage.vendors
        .calls(vendor)
        .filter(({ status }) => [401, 403].includes(status));
      expect(refused).toHaveLength(2);
    });

    it("outage: does not try anything else a second time", async () => {
      fail({ status: 503, forever: true });

      await failureOf(call(stage.connectors));

      expect(stage.vendors.calls(vendor).filter(({ status }) => status === 503)).toHaveLength(1);
    });

    it(`malformed: takes what is not there for ${operation.isNotFoundAnAnswer ? "an answer" : "a failure"}`, async () => {
      fail({ status: 404, forever: true });

      const kind = await call(stage.connectors).then(
        () => "an answer",
        (error: unknown) => (error as ConnectorError).kind,
      );

      expect(kind).toBe(operation.isNotFoundAnAnswer ? "an answer" : "not-found");
    });

    it("malformed: takes a proxy's page that says 404 for a failure, whatever 404 means here", async () => {
      fail({ kind: "html", status: 404, forever: true });

      expect(await failureOf(call(stage.connectors))).toMatchObject({ status: 404 });
    });

    const { repeat } = operation;
    if (repeat) {
      const lost: [string, Failing][] = [
        ["a reset", { kind: "reset" }],
        ["an outage", { status: 503 }],
        ["an answer that ends early", { kind: "truncated" }],
      ];
      // Where the answer is not read, half of one is as good as all of it.
      const failures = operation.ignoresAnswer
        ? lost.filter(([, { kind }]) => kind !== "truncated")
        : lost;
      it.each(failures)("repeat: is done once when its answer was lost to %s", async (_, fault) => {
        const { deliver, stored } = repeat;
        const activities = activitiesOn(stage);
        const before = stored(stage.vendors);
        fail({ ...fault, afterEffect: true });

        const first = await deliver(activities).catch((error: Error) => error);
        const second = await deliver(activities);

        expect(isCertain(first)).toBe(false);
        expect(second).toMatchObject({ ok: true });
        expect(stored(stage.vendors) - before).toBe(1);
      });

      it("repeat: is done once when it is delivered twice at a time", async () => {
        const { deliver, stored } = repeat;
        const activities = activitiesOn(stage);
        const before = stored(stage.vendors);

        const answers = await Promise.all([deliver(activities), deliver(activities)]);

        expect(answers[0]).toMatchObject({ ok: true });
        expect(answers[1]).toEqual(answers[0]);
        expect(stored(stage.vendors) - before).toBe(1);
      });
    }
  });
}

/** VendorActivities of a process that has done nothing yet. */
const activitiesOn = ({ connectors }: Stage): VendorActivities =>
  createActivities({
    connectors,
    ledger: memoryLedger(),
    policy: protecting({}),
    budgets: {},
    scopes: {},
    now: () => new Date(),
  });

/** Whether a delivery answered what it did: not an error, not a failure, not a "maybe". */
const isCertain = (answer: unknown): boolean =>
  !(answer instanceof Error) && !/"ok":false|"maybe"/.test(JSON.stringify(answer));
