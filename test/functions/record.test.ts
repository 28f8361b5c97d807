import { once } from "../../activities/once";
import { incidentRecord } from "../../functions/record";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";
import { verify } from "../../scripts/verify-record";

const params = {
  subscriptionId: "11111111-AAAA-1111-1111-111111111111",
  resourceGroup: "rg-SOC",
  workspace: "law-soc",
  incident: "33333333-3333-3333-3333-333333333333",
};
const step = {
  key: `${Object.values(params).join("/")}/openTicket`.toLowerCase(),
  runId: "run-1",
  at: "2026-03-01T10:00:00.000Z",
};

const get = (ledger: Pick<Ledger, "record">) => incidentRecord({ ledger })({ params });

describe("incidentRecord", () => {
  it("gives the record in the form that verifies, in whatever case the incident is asked for", async () => {
    const ledger = memoryLedger();
    const send = async () => ({ number: "INC1", note: "Zürich" });
    await once(ledger, step, { action: "openTicket", target: "ü", look: async () => null, send });

    const { status, headers, body } = await get(ledger);

    expect(status).toBe(200);
    expect(headers).toMatchObject({ "content-type": "application/jsonl; charset=utf-8" });
    const { hash } = (await ledger.record(step.key.replace(/\/openticket$/, "")))[1]!;
    expect(verify(body as string, hash)).toEqual({ ok: true, entries: 2, last: hash });
  });

  it("answers 404 where there is none", async () => {
    expect(await get(memoryLedger())).toMatchObject({ status: 404 });
  });

  it("answers 503 where the ledger cannot be read, and does not say why", async () => {
    const record = () => Promise.reject(new Error("a host's name"));

    const answer = await get({ record });

    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "60" } });
    expect(JSON.stringify(answer)).not.toContain("host");
  });
});
