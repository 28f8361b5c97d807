import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Approval } from "../../domain/approval";
import { incidentKey } from "../../domain/incident";
import { canonicalJson } from "../../domain/json";
import { type Ballot, type VoteAnswer, decisionText } from "../../domain/vote";
import { approvalsIn } from "../../ledger/approvals";
import type { Ledger } from "../../ledger/ledger";
import { openSqliteLedger } from "../../ledger/sqlite";
import { verify } from "../../scripts/verify-record";
import { alex, ballot, request, sam } from "../support/sample-approval";

jest.setTimeout(120_000);

const rounds = 60;
const kills = 8;
const built = (name: string): string => JSON.stringify(join(__dirname, "../../dist/ledger", name));

/** Casts what it is sent; told to die, it is killed once the vote is kept and nobody was told. */
const program = (file: string): string => `
  const { openSqliteLedger } = require(${built("sqlite.js")});
  const { approvalsIn } = require(${built("approvals.js")});
  (async () => {
    const ledger = await openSqliteLedger(${JSON.stringify(file)});
    const dying = {
      revise: (...given) => ledger.revise(...given),
      append: async (chain, key, ...given) =>
        key.startsWith("voted/") ? process.kill(process.pid, "SIGKILL") : ledger.append(chain, key, ...given),
    };
    process.on("message", async ({ id, ballot, dies }) =>
      process.send(await approvalsIn(dies ? dying : ledger).cast(id, ballot)));
    process.send("ready");
  })();
`;

interface Cast {
  approval: Approval;
  answer: VoteAnswer;
}

const yes = ballot({ approverId: alex.id, decision: "approve", reason: "seen in the log" });
const no = ballot({ approverId: sam.id, decision: "reject", reason: "a drill of ours" });

describe("two deciders, each in a process of its own over one SQLite file", () => {
  let folder: string;
  let file: string;
  let ledger: Ledger;
  const children = new Set<ChildProcess>();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "deciders-"));
    file = join(folder, "ledger.db");
    ledger = await openSqliteLedger(file);
  });
  afterAll(async () => {
    for (const child of children) child.kill("SIGKILL");
    await ledger.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function decider(): Promise<ChildProcess> {
    const stdio = ["ignore", "inherit", "inherit", "ipc"] as const;
    const child = spawn(process.execPath, ["-e", program(file)], { stdio: [...stdio] });
    children.add(child);
    await once(child, "message");
    return child;
  }
  async function cast(child: ChildProcess, id: string, given: Ballot, dies = false): Promise<Cast> {
    const answered = once(child, "message");
    child.send({ id, ballot: given, dies });
    return (await answered)[0] as Cast;
  }
  /** Opens the approval of a round, in an incident of its own. */
  async function asked(name: string): Promise<Approval> {
    const { ref } = request();
    return approvalsIn(ledger).open(request({ id: name, ref: { ...ref, name } }));
  }
  async function recordOf({ ref }: Approval) {
    const record = await ledger.record(incidentKey(ref));
    const lines = record.map((entry) => `${canonicalJson(entry)}\n`).join("");
    expect(verify(lines)).toMatchObject({ ok: true });
    return record.map(({ what }) => what);
  }
  async function expectOneDecision(id: string): Promise<Approval> {
    const approval = (await approvalsIn(ledger).read(id))!;
    const { state, votes } = approval;
    expect(votes).toHaveLength(1);
    expect(state).toBe(votes[0]?.decision === "approve" ? "approved" : "rejected");
    expect(await recordOf(approval)).toEqual(["asked", "voted", state]);
    return approval;
  }

  it("make one decision of two at the same moment, and both are told the same, every time", async () => {
    const [first, second] = [await decider(), await decider()];
    const winners: string[] = [];

    for (let round = 0; round < rounds; round += 1) {
      const { id } = await asked(`both-${round}`);
      const casts = [() => cast(first, id, yes), () => cast(second, id, no)];
      const sent = (round % 2 === 0 ? casts : casts.toReversed()).map((send) => send());
      const answers = await Promise.all(sent);

      const approval = await expectOneDecision(id);
      const said = decisionText(approval);
      expect(answers.map(({ answer }) => answer.outcome).toSorted()).toEqual([
        "counted",
        "refused",
      ]);
      expect(answers.map((one) => one.approval)).toEqual([approval, approval]);
      for (const { answer } of answers) {
        expect(answer.message).toBe(
          `${answer.outcome === "counted" ? "Counted" : "Nothing was counted"}: ${said}`,
        );
      }
      winners.push(approval.votes[0]!.name);
    }

    expect(new Set(winners)).toEqual(new Set(["Alex", "Sam"]));
  });

  it("lose nothing when one is killed after its vote was kept and before anybody was told", async () => {
    const [dying, other] = [await decider(), await decider()];
    const { id } = await asked("killed-between");
    const gone = once(dying, "exit");
    void cast(dying, id, yes, true).catch(() => undefined);
    expect(await gone).toEqual([null, "SIGKILL"]);

    const { answer } = await cast(other, id, no);

    expect(answer).toMatchObject({ outcome: "refused", because: "already-decided" });
    expect(answer.message).toContain("approved by Alex");
    expect(await expectOneDecision(id)).toMatchObject({ state: "approved" });
  });

  it("make one decision whenever one of them is killed", async () => {
    let other = await decider();
    for (let round = 0; round < kills; round += 1) {
      const dying = await decider();
      const { id } = await asked(`killed-${round}`);
      const gone = once(dying, "exit");
      dying.send({ id, ballot: yes });
      const answered = cast(other, id, no);
      await pause(round % 4);
      dying.kill("SIGKILL");
      await gone;

      const told = await answered;
      other = await decider();
      const again = await cast(other, id, yes);

      const approval = await expectOneDecision(id);
      expect([told.approval, again.approval]).toEqual([approval, approval]);
      expect(again.answer).toMatchObject({ outcome: "refused" });
    }
  });
});
