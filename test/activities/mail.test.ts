import { ConnectorError } from "../../connectors/connector-error";
import type { KeptMail, Mail } from "../../domain/mail";
import { success } from "../../domain/outcome";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";
import { activitiesWith } from "./fakes";
import { report, step } from "./samples";
import { type CrashPoint, Killed, crashPoints, inProcess } from "./unreliable";

const to = ["soc@contoso.example"];
const input = { step, report, to };
const ref = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;

const lost = new ConnectorError("outlook", "transient", "no answer", { mayHaveHappened: true });
const refused = new ConnectorError("outlook", "auth", "answered 403");
const noSuchDraft = new ConnectorError("outlook", "not-found", "answered 404");

type Failing = "createDraft" | "sendDraft";

/** A mailbox that counts what left it, and fails when it is told to, before or after it did. */
function mailbox() {
  const kept: (KeptMail & { ref: string; mail: Mail })[] = [];
  const sent: string[] = [];
  let failing: { at: Failing; error: ConnectorError; isDone: boolean } | undefined;
  let hides = false;

  function attempt<T>(at: Failing, work: () => T): T {
    const failure = failing?.at === at ? failing : undefined;
    failing = failure ? undefined : failing;
    const result = failure && !failure.isDone ? undefined : work();
    if (failure) throw failure.error;
    return result as T;
  }

  const outlook = {
    findMail: jest.fn(async (wanted: string) => {
      const found = kept.filter((one) => one.ref === wanted && (one.isDraft || !hides));
      return found.find(({ isDraft }) => !isDraft) ?? found[0] ?? null;
    }),
    createDraft: jest.fn(async (mail: Mail, reference: string) =>
      attempt("createDraft", () => {
        const id = `draft-${kept.length + 1}`;
        kept.push({ id, isDraft: true, ref: reference, mail });
        return { id, isDraft: true };
      }),
    ),
    sendDraft: jest.fn(async (id: string) =>
      attempt("sendDraft", () => {
        const index = kept.findIndex((one) => one.id === id && (one.isDraft || !hides));
        const draft = kept[index];
        if (!draft) throw noSuchDraft;
        sent.push(id);
        kept[index] = { ...draft, isDraft: false };
      }),
    ),
  };
  return {
    kept,
    sent,
    outlook,
    fail: (at: Failing, error: ConnectorError, isDone = true) =>
      void (failing = { at, error, isDone }),
    /** Sent copies are not there yet, or were deleted. */
    hideSent: () => void (hides = true),
    in: (ledger: Ledger) => activitiesWith({ outlook }, { ledger }).activities,
  };
}

const yes = success({ sent: "yes", mailId: "draft-1" });

describe("sendMail()", () => {
  it("writes the report as a mail and sends it, once", async () => {
    const box = mailbox();
    const activities = box.in(memoryLedger());

    const first = await activities.sendMail(input);
    const repeat = await activities.sendMail(input);

    expect([first, repeat]).toEqual([yes, yes]);
    expect(box.sent).toEqual(["draft-1"]);
    expect(box.kept).toEqual([
      {
        id: "draft-1",
        isDraft: false,
        ref: expect.stringMatching(ref),
        mail: {
          to,
          subject: expect.stringContaining(report.incident.title),
          html: expect.stringContaining("Severity: High"),
          isUrgent: true,
        },
      },
    ]);
  });

  it("is urgent only where the incident is", async () => {
    const box = mailbox();
    const calm = { ...report, incident: { ...report.incident, severity: "Medium" as const } };

    await box.in(memoryLedger()).sendMail({ ...input, report: calm });

    expect(box.kept[0]?.mail.isUrgent).toBe(false);
  });

  it.each<[Failing, boolean]>([
    ["createDraft", true],
    ["createDraft", false],
    ["sendDraft", true],
    ["sendDraft", false],
  ])("sends it once when the answer to %s was lost, done: %p", async (at, isDone) => {
    const box = mailbox();
    const activities = box.in(memoryLedger());
    box.fail(at, lost, isDone);

    await expect(activities.sendMail(input)).rejects.toThrow("outlook: no answer");
    const repeat = await activities.sendMail(input);

    expect(repeat).toEqual(yes);
    expect(box.sent).toEqual(["draft-1"]);
    expect(box.kept).toHaveLength(1);
  });

  it('says "maybe", and sends nothing more, when neither draft nor sent copy is there', async () => {
    const box = mailbox();
    const activities = box.in(memoryLedger());
    box.fail("sendDraft", lost);
    box.hideSent();

    await expect(activities.sendMail(input)).rejects.toThrow("outlook: no answer");
    const repeats = [await activities.sendMail(input), await activities.sendMail(input)];

    expect(repeats).toEqual([1, 2].map(() => success({ sent: "maybe", mailId: "draft-1" })));
    expect(box.sent).toEqual(["draft-1"]);
    expect(box.kept).toHaveLength(1);
  });

  it("returns a refusal, and sends the draft that is there when it is asked again", async () => {
    const box = mailbox();
    const activities = box.in(memoryLedger());
    box.fail("sendDraft", refused, false);

    const first = await activities.sendMail(input);
    const later = await activities.sendMail(input);

    expect(first).toMatchObject({ ok: false, failure: { kind: "auth", vendor: "outlook" } });
    expect(later).toEqual(yes);
    expect(box.outlook.createDraft).toHaveBeenCalledTimes(1);
  });

  it("fails when somebody deleted the draft before it was sent", async () => {
    const box = mailbox();
    const activities = box.in(memoryLedger());
    box.fail("sendDraft", refused, false);

    await activities.sendMail(input);
    box.kept.length = 0;
    const later = await activities.sendMail(input);

    expect(later).toMatchObject({ ok: false, failure: { kind: "not-found" } });
    expect(box.sent).toEqual([]);
  });

  it("finds what an earlier run has sent, with a ledger that knows of it and with one that does not", async () => {
    const box = mailbox();
    const ledger = memoryLedger();
    const another = { ...input, step: { ...step, runId: "run-2", at: "2026-03-01T11:00:00.000Z" } };
    await box.in(ledger).sendMail(input);

    const known = await box.in(ledger).sendMail(another);
    const unknown = await box.in(memoryLedger()).sendMail(another);

    expect([known, unknown]).toEqual([yes, yes]);
    expect(box.sent).toEqual(["draft-1"]);
  });

  it.each([
    ["was sent", false],
    ["may have been sent, with a lost answer", true],
  ])(
    "mails nobody twice when a later run comes, the mail %s, and no copy is there",
    async (_, isLost) => {
      const box = mailbox();
      const activities = box.in(memoryLedger());
      const another = {
        ...input,
        step: { ...step, runId: "run-2", at: "2026-03-01T11:00:00.000Z" },
      };
      if (isLost) box.fail("sendDraft", lost);
      box.hideSent();
      await activities.sendMail(input).catch(() => undefined);

      const later = await activities.sendMail(another);

      expect(later).toEqual(success({ sent: "maybe", mailId: "draft-1" }));
      expect(box.sent).toEqual(["draft-1"]);
      expect(box.kept).toHaveLength(1);
    },
  );

  // Two entries in the ledger: the process is killed at the nth time it comes to a point.
  it.each(crashPoints.flatMap((point) => [1, 2].map((nth) => [point, nth] as const)))(
    "killed %s of write %i, the repeat sends it once",
    async (point, nth) => {
      const box = mailbox();
      const ledger = memoryLedger();

      await expect(box.in(killedAt(ledger, point, nth)).sendMail(input)).rejects.toThrow(Killed);
      const repeat = await box.in(ledger).sendMail(input);

      expect(repeat).toEqual(yes);
      expect(box.sent).toEqual(["draft-1"]);
      expect(box.kept).toHaveLength(1);
    },
  );

  it("answers that no mailbox is set up", async () => {
    const findMail = () => Promise.reject(refused);
    const { activities } = activitiesWith({ outlook: { findMail } });

    expect(await activities.sendMail(input)).toMatchObject({
      ok: false,
      failure: { kind: "auth", vendor: "outlook" },
    });
  });
});

/** A ledger whose process lives through the first writes. */
function killedAt(ledger: Ledger, point: CrashPoint, nth: number): Ledger {
  const killing = inProcess(ledger, point);
  const first = `${step.key}/draft`;
  const of = (key: string): Ledger => ((key === first) === (nth === 1) ? killing : ledger);
  return {
    ...ledger,
    begin: (key, intent) => of(key).begin(key, intent),
    sending: (key, holder) => of(key).sending(key, holder),
    done: (key, result) => of(key).done(key, result),
  };
}
