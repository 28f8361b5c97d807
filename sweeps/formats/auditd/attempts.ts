import { type FieldsRecord, textOf } from "../fields-record";

/** Tells whether a log-in attempt was told of before: sshd and PAM each write of it. */
export interface Attempts {
  isNew(time: number, type: string, record: FieldsRecord): boolean;
  /** Plain JSON. */
  state(): unknown;
}

const MOST = 64;
const PATIENCE = 300_000;

/** `state` is what an earlier one answered. */
export function attemptsOf(state: unknown): Attempts {
  /** USER_AUTH whose USER_LOGIN has not come: process and result, and when. */
  const told: [string, number][] = Array.isArray(state) ? [...(state as [string, number][])] : [];
  return {
    isNew(time, type, record) {
      const fields = record.all();
      const key = ["node", "pid", "res"].map((name) => textOf(fields.get(name)) ?? "").join(" ");
      while (told.length > 0 && told[0]![1] < time - PATIENCE) told.shift();
      if (type === "USER_LOGIN") {
        const at = told.findIndex(([known]) => known === key);
        if (at >= 0) told.splice(at, 1);
        return at < 0;
      }
      told.push([key, time]);
      if (told.length > MOST) told.shift();
      return true;
    },
    state: () => told,
  };
}
