import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { once } from "../../activities/once";
import type { Step } from "../../activities/step";
import { ConnectorError } from "../../connectors/connector-error";
import { canonicalJson } from "../../domain/json";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";
import { openSqliteLedger } from "../../ledger/sqlite";
import { verify } from "../../scripts/verify-record";
import { Killed, step, vendor } from "./unreliable";

const later: Step = { ...step, runId: "run-2", at: "2026-03-08T10:00:00.000Z" };

/** A ledger in a process that is killed at its n-th call, from 0, before or after the call is carried out. */
function killedAt(ledger: Ledger, call: number, when: "before" | "after"): Ledger {
  let calls = 0;
  return new Proxy(ledger, {
    get(target, name: keyof Ledger) {
      const operation = target[name] as (...input: unknown[]) => Promise<unknown>;
      return async (...input: unknown[]) => {
        const isKilled = calls >= call;
        const isLast = calls === call;
        calls += 1;
        if (isKilled && !(isLast && when === "after")) throw new Killed("killed");
        const answer = await operation(...input);
        if (isKilled) throw new Killed("killed");
        return answer;
      };
    },
  });
}

const chain = "run-1";
const recordOf = async (ledger: Ledger) =>
  (await ledger.record(chain)).map(({ what, by, detail }) => ({ what, by, detail }));
const wordsOf = async (ledger: Ledger) => (await ledger.record(chain)).map(({ what }) => what);

const intended = {
  what: "intended",
  by: "run-1",
  detail: { action: "openTicket", target: "sentinel:42" },
};
const done = { ...intended, what: "done", detail: { ...intended.detail, number: "INC1" } };

const kills = Array.from({ length: 9 }, (_, call) => call).flatMap((call) =>
  (["before", "after"] as const).map((when) => [when, call] as const),
);

describe("once() tells the record", () => {
  it("what it is about to do before anything is sent, and what came of it", async () => {
    const ledger = memoryLedger();
    const servicenow = vendor();
    const seen: unknown[] = [];
    const send = async () => {
      seen.push(...(await recordOf(ledger)));
      return servicenow.askable.send();
    };

    await once(ledger, step, { ...servicenow.askable, send });

    expect(seen).toEqual([intended]);
    expect(await recordOf(ledger)).toEqual([intended, done]);
  });

  it.each(kills)("all of it when it is killed %s its ledger's call %i", async (when, call) => {
    const memory = memoryLedger();
    const servicenow = vendor();

    await once(killedAt(memory, call, when), step, servicenow.askable).catch(() => undefined);
    await once({ ...memory }, step, servicenow.askable);
    await once({ ...memory }, step, servicenow.askable);

    expect(servicenow.effects).toEqual(["INC1"]);
    expect(await recordOf(memory)).toEqual([intended, done]);
    const lines = (await memory.record(chain)).map((entry) => `${canonicalJson(entry)}\n`);
    expect(verify(lines.join(""))).toMatchObject({ ok: true, entries: 2 });
  });

  it.each(kills)(
    "what is known of what cannot be looked for, killed %s call %i",
    async (when, call) => {
      const memory = memoryLedger();
      const teams = vendor();

      await once(killedAt(memory, call, when), step, teams.unaskable).catch(() => undefined);
      const answer = await once({ ...memory }, step, teams.unaskable);

      const words = await wordsOf(memory);
      // Where "done" was written to the record and the answer was not kept, both are true.
      const truths =
        answer === "maybe"
          ? [
              ["intended", "maybe"],
              ["intended", "done", "maybe"],
            ]
          : [["intended", "done"]];
      expect(truths).toContainEqual(words);
    },
  );

  it.each(kills)("all that a later run does again, killed %s call %i", async (when, call) => {
    const memory = memoryLedger();
    const servicenow = vendor();
    await once({ ...memory }, step, servicenow.askable);
    servicenow.effects.length = 0;

    await once(killedAt(memory, call, when), later, servicenow.askable).catch(() => undefined);
    await once({ ...memory }, later, servicenow.askable);

    expect(servicenow.effects).toEqual(["INC1"]);
    expect(await wordsOf(memory)).toEqual(["intended", "done", "intended", "done"]);
  });

  it("nothing more when a later run finds what was done", async () => {
    const ledger = memoryLedger();
    const servicenow = vendor();
    await once(ledger, step, servicenow.askable);

    await once(ledger, later, servicenow.askable);

    expect(await recordOf(ledger)).toEqual([intended, done]);
  });

  it("that it was refused for good, and not what a retry is still to cure", async () => {
    const ledger = memoryLedger();
    const servicenow = vendor();
    servicenow.behave("refuses");
    await once(ledger, step, servicenow.askable).catch(() => undefined);
    expect(await wordsOf(ledger)).toEqual(["intended"]);

    const send = () => Promise.reject(new ConnectorError("servicenow", "auth", "no rights"));
    await once(ledger, step, { ...servicenow.askable, send }).catch(() => undefined);

    expect((await recordOf(ledger)).slice(1)).toEqual([
      {
        what: "refused",
        by: "run-1",
        detail: { ...intended.detail, reason: "servicenow: no rights" },
      },
    ]);
  });

  it("of a result only what finds it again, and no long text", async () => {
    const ledger = memoryLedger();
    const result = { id: "x".repeat(1_000), number: 7, title: "long", token: "t", key: null };

    await once(ledger, step, {
      action: "a",
      target: "b".repeat(1_000),
      look: async () => null,
      send: async () => result,
    });

    expect((await ledger.record(chain))[1]?.detail).toEqual({
      action: "a",
      target: "b".repeat(200),
      id: "x".repeat(200),
      number: 7,
    });
  });

  it("in the commits that the ledger makes anyhow: three, of which the first byte waits for one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "record-"));
    const ledger = await openSqliteLedger(join(folder, "ledger.db"));
    const exec = jest.spyOn(DatabaseSync.prototype, "exec");
    const seen: string[][] = [];
    const statements = () => exec.mock.calls.map(([sql]) => sql);
    const servicenow = vendor();
    const send = () => {
      seen.push(statements());
      return servicenow.askable.send();
    };

    await once(ledger, step, { ...servicenow.askable, send });

    const commit = ["BEGIN IMMEDIATE", "COMMIT"];
    const toProcess = ["PRAGMA synchronous = NORMAL", ...commit];
    expect(seen).toEqual([[...commit, ...toProcess]]);
    expect(statements()).toEqual([...commit, ...toProcess, "PRAGMA synchronous = FULL", ...commit]);
    expect(await wordsOf(ledger)).toEqual(["intended", "done"]);
    exec.mockRestore();
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
