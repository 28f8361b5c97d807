import { ConnectorError } from "../../connectors/connector-error";
import { tellQuota } from "../../connectors/quota";
import type { Observable } from "../../domain/observable";
import type { Policy } from "../../domain/policy";
import type { Reputation, Verdict } from "../../domain/reputation";
import { memoryLedger } from "../../ledger/memory";
import { activitiesWith } from "./fakes";
import { policy as usual } from "./samples";

const start = Date.parse("2026-03-01T10:00:00.000Z");
const minute = 60_000;

const address = (index: number): Observable => ({ kind: "address", value: `45.83.64.${index}` });

const says = (observable: Observable, verdict: Verdict): Reputation => ({
  source: "VirusTotal",
  observable,
  verdict,
  score: 90,
  confidence: 0.8,
  evidence: "9 of 93 engines say malicious",
  reportUrl: "https://www.virustotal.com/gui/",
});

/** Several processes of the app over one ledger, and VirusTotal, on a clock that the test sets. */
function world(policy: Policy = usual, verdict: Verdict = "malicious") {
  const clock = { at: start };
  const ledger = memoryLedger();
  const asked: Observable[] = [];
  const answer = jest.fn(async (observable: Observable): Promise<Reputation> =>
    says(observable, verdict),
  );
  const lookUp = async (observable: Observable): Promise<Reputation> => {
    asked.push(observable);
    return answer(observable);
  };
  const process = () =>
    activitiesWith(
      { reputations: { virustotal: { lookUp } } },
      { ledger, policy, now: () => new Date(clock.at) },
    ).activities;
  const [one, other] = [process(), process()];
  const by = (runId: string, severity: "High" | "Low" = "High") => ({
    runId,
    severity,
    since: new Date(clock.at).toISOString(),
  });
  const ask = (runId: string, observable = address(1), activities = one) =>
    activities.lookUp({ source: "virustotal", observable, by: by(runId) });
  return { clock, asked, answer, ask, other, one, by, ledger };
}

const budgeted = (budget: Policy["budgets"][string]): Policy => ({
  ...usual,
  budgets: { virustotal: budget },
});

describe("lookUp()", () => {
  it("asks once for equal look-ups of several incidents, and says how old the answer is", async () => {
    const { clock, asked, ask, other } = world();

    const first = await ask("run-1");
    clock.at += 12 * minute;
    const second = await ask("run-2", address(1), other);

    expect(asked).toEqual([address(1)]);
    expect(first).toMatchObject({ value: { evidence: "9 of 93 engines say malicious" } });
    expect(second).toMatchObject({
      ok: true,
      value: {
        verdict: "malicious",
        evidence: "9 of 93 engines say malicious (from cache, 12 min old)",
        keptSince: "2026-03-01T10:00:00.000Z",
      },
    });
  });

  it.each([
    ["malicious", 23.9, 1],
    ["malicious", 24, 2],
    ["unknown", 1.9, 1],
    ["unknown", 2, 2],
  ] as const)(
    "keeps what is %s; after %d h it was asked %d times",
    async (verdict, hours, times) => {
      const { clock, asked, ask } = world(usual, verdict);

      await ask("run-1");
      clock.at += hours * 60 * minute;
      await ask("run-2");

      expect(asked).toHaveLength(times);
    },
  );

  it("keeps no failure", async () => {
    const { asked, answer, ask } = world();
    answer.mockRejectedValueOnce(new ConnectorError("virustotal", "auth", "answered 401"));

    expect(await ask("run-1")).toMatchObject({ ok: false, failure: { kind: "auth" } });
    expect(await ask("run-1")).toMatchObject({ ok: true });
    expect(asked).toHaveLength(2);
  });

  it("takes nothing from the cache that was read by other thresholds", async () => {
    const { ask, clock } = world();
    await ask("run-1");
    clock.at += minute;
    const stricter: Policy = structuredClone(usual);
    stricter.sources.virustotal.maliciousFrom = 20;
    const ledger = memoryLedger();
    const count = jest.fn(async (observable: Observable) => says(observable, "suspicious"));
    const under = (policy: Policy) =>
      activitiesWith({ reputations: { virustotal: { lookUp: count } } }, { ledger, policy })
        .activities;
    const by = { runId: "r", severity: "High", since: "2026-03-01T10:00:00.000Z" } as const;

    await under(usual).lookUp({ source: "virustotal", observable: address(1), by });
    await under(stricter).lookUp({ source: "virustotal", observable: address(1), by });

    expect(count).toHaveBeenCalledTimes(2);
  });

  it("lets whoever asks the same meanwhile come back for the answer", async () => {
    const { asked, answer, ask, other, clock } = world();
    let finish = (): void => undefined;
    answer.mockImplementationOnce(
      (observable) =>
        new Promise((resolve) => (finish = () => resolve(says(observable, "benign")))),
    );

    const first = ask("run-1");
    await new Promise(setImmediate);
    const joined = await ask("run-2", address(1), other);
    finish();
    await first;
    clock.at += 2_000;

    expect(joined).toMatchObject({
      ok: false,
      failure: { kind: "rate-limited", turn: { ahead: 0 } },
    });
    expect(await ask("run-2", address(1), other)).toMatchObject({ value: { verdict: "benign" } });
    expect(asked).toHaveLength(1);
  });

  it("waits for its budget, over all processes, and says until when", async () => {
    const { asked, ask, other, clock } = world(budgeted({ perMinute: 2 }));

    await ask("run-1", address(1));
    await ask("run-1", address(2), other);
    const third = await ask("run-1", address(3));

    expect(asked).toHaveLength(2);
    expect(third).toMatchObject({
      ok: false,
      failure: {
        kind: "rate-limited",
        vendor: "virustotal",
        retryAfterSeconds: 60,
        turn: { ahead: 0, at: "2026-03-01T10:01:00.000Z" },
      },
    });
    clock.at += minute;
    expect(await ask("run-1", address(3), other)).toMatchObject({ ok: true });
  });

  it("serves the worst incident first", async () => {
    const { ask, one, by, clock } = world(budgeted({ perMinute: 1 }));
    await ask("run-1", address(1));
    const low = { source: "virustotal", observable: address(2), by: by("low", "Low") } as const;
    await one.lookUp(low);
    const high = { source: "virustotal", observable: address(3), by: by("high", "High") } as const;
    await one.lookUp(high);
    clock.at += minute;

    expect(await one.lookUp(low)).toMatchObject({ ok: false });
    expect(await one.lookUp(high)).toMatchObject({ ok: true });
  });

  it("goes on without a source where the budget says not to wait that long", async () => {
    const { ask } = world(budgeted({ perDay: 1, skipAfterMinutes: 30 }));
    await ask("run-1", address(1));

    expect(await ask("run-1", address(2))).toMatchObject({
      ok: false,
      failure: {
        message:
          "virustotal: Was not asked: its turn comes at 2026-03-02 00:00 UTC, after 0 other calls, and the policy's budget does not wait that long",
        turn: { isSkipped: true },
      },
    });
  });

  it("keeps other runs away from a vendor that said when to come back", async () => {
    const { asked, answer, ask, other, clock } = world();
    answer.mockRejectedValueOnce(
      new ConnectorError("virustotal", "rate-limited", "answered 429", { retryAfterSeconds: 29 }),
    );

    await ask("run-1", address(1));
    const held = await ask("run-2", address(2), other);
    clock.at += 29_000;
    const after = await ask("run-2", address(2), other);

    expect(held).toMatchObject({ failure: { turn: { at: "2026-03-01T10:00:29.000Z" } } });
    expect(after).toMatchObject({ ok: true });
    expect(asked).toEqual([address(1), address(2)]);
  });

  it("follows what the headers of an answer say is left", async () => {
    const { answer, ask, clock } = world();
    answer.mockImplementationOnce(async (observable) => {
      tellQuota({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "40" }, clock.at);
      return says(observable, "benign");
    });

    await ask("run-1", address(1));

    expect(await ask("run-1", address(2))).toMatchObject({
      failure: { turn: { at: "2026-03-01T10:00:40.000Z" } },
    });
  });

  it("makes no call for a turn that came long ago, and gives the turn back", async () => {
    const { asked, ask, clock, ledger } = world(budgeted({ perMinute: 1 }));
    const kept = ledger.kept;
    let questions = 0;
    ledger.kept = async (key, at) => {
      questions += 1;
      if (questions === 2) clock.at += 21_000; // the machine slept, right before the call
      return kept(key, at);
    };

    expect(await ask("run-1")).toMatchObject({
      ok: false,
      failure: { kind: "transient", message: expect.stringContaining("Missed its turn") },
    });
    expect(asked).toEqual([]);
    expect(await ask("run-2", address(2))).toMatchObject({ ok: true });
  });

  it("answers though the end of the call cannot be written, and asks nobody twice", async () => {
    const { asked, ask, ledger } = world();
    const revise = ledger.revise;
    let writes = 0;
    ledger.revise = async (name, change) => {
      writes += 1;
      if (writes === 2) throw new Error("others changed it 10 times in between");
      return revise(name, change);
    };

    expect(await ask("run-1")).toMatchObject({ ok: true, value: { verdict: "malicious" } });
    expect(await ask("run-2")).toMatchObject({ ok: true });
    expect(asked).toHaveLength(1);
  });

  it("fits into a document of Table Storage with 5,000 long URLs in line", async () => {
    const { ledger, one, by, ask, clock } = world(budgeted({ perMinute: 1 }));
    await ask("run-1", address(1));
    clock.at += 1;
    const long = "x".repeat(2_000);
    const look = (index: number) =>
      one.lookUp({
        source: "virustotal",
        observable: { kind: "url", value: `https://a.example/${index}${long}` },
        by: by(`respond-${index}`),
      });
    const lines = await Promise.all(Array.from({ length: 50 }, (_, index) => look(index)));
    expect(lines.every(({ ok }) => !ok)).toBe(true);

    const document = await ledger.revise<{ waiting: object[] }>(
      "turns/virustotal/",
      (turns) => turns!,
    );
    const each = JSON.stringify(document.waiting).length / document.waiting.length;
    // An entity has 1 MiB, in which each character takes two bytes.
    expect(document.waiting).toHaveLength(50);
    expect(each * 5_000 * 2).toBeLessThan(0.8 * 1024 * 1024);
  });

  it("asks a source whose answers are not kept each time", async () => {
    const policy: Policy = structuredClone(usual);
    policy.sources.virustotal.keepHours = 0;
    policy.sources.virustotal.keepUnknownHours = 0;
    const { asked, ask, other } = world(policy);

    const both = await Promise.all([ask("run-1"), ask("run-2", address(1), other)]);

    expect(both).toEqual([
      expect.objectContaining({ ok: true }),
      expect.objectContaining({ ok: true }),
    ]);
    expect(asked).toHaveLength(2);
  });
});
