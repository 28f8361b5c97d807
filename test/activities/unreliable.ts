import type { Step } from "../../activities/step";
import { ConnectorError } from "../../connectors/connector-error";
import type { Ledger } from "../../ledger/ledger";

/** The step whose effect is brought about. */
export const step: Step = { key: "run-1/ticket", runId: "run-1", at: "2026-03-01T10:00:00.000Z" };

/** The moments at which a process is killed here. */
export const crashPoints = [
  "before begin",
  "after begin",
  "after sending",
  "after the vendor did it",
  "after done",
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** How a vendor, or the way to it, takes a request. */
export const behaviours = ["does it", "refuses", "does it unheard", "never hears of it"] as const;
export type Behaviour = (typeof behaviours)[number];

/** What a process that is killed "throws" in these tests. */
export class Killed extends Error {
  override readonly name = "Killed";
}

/** A ledger in a process that is killed at a moment: what comes after it is never done. */
export function inProcess(ledger: Ledger, crash?: CrashPoint): Ledger {
  const killAt = (point: CrashPoint): void => {
    if (point === crash) throw new Killed(`killed ${point}`);
  };
  return {
    ...ledger,
    async begin(key, intent) {
      killAt("before begin");
      const begun = await ledger.begin(key, intent);
      killAt("after begin");
      return begun;
    },
    async sending(key, holder) {
      const isOurs = await ledger.sending(key, holder);
      killAt("after sending");
      return isOurs;
    },
    async done(key, result) {
      killAt("after the vendor did it");
      await ledger.done(key, result);
      killAt("after done");
    },
  };
}

/** No answer from a vendor in time. */
export const timedOut = (mayHaveHappened: boolean) =>
  new ConnectorError("servicenow", "transient", "no answer", { mayHaveHappened });

/** A vendor that counts what really happened, and an effect on it. */
export function vendor() {
  const effects: string[] = [];
  const requests = { looks: 0, sends: 0 };
  let behaviour: Behaviour = "does it";
  async function send() {
    requests.sends += 1;
    if (behaviour === "refuses") throw timedOut(false);
    if (behaviour === "never hears of it") throw timedOut(true);
    effects.push(`INC${effects.length + 1}`);
    if (behaviour === "does it unheard") throw timedOut(true);
    return { number: `INC${effects.length}` };
  }
  const named = { action: "openTicket", target: "sentinel:42" };
  const unaskable = {
    ...named,
    async send(aboutToSend: () => Promise<void>) {
      await aboutToSend();
      return send();
    },
  };
  const askable = {
    ...named,
    send,
    async look() {
      requests.looks += 1;
      const [first] = effects;
      return first === undefined ? null : { number: first };
    },
  };
  const behave = (next: Behaviour): void => void (behaviour = next);
  return { effects, requests, behave, askable, unaskable };
}
