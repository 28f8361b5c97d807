import { ConnectorError } from "../connectors/connector-error";
import type { Ledger } from "../ledger/ledger";
import type { Step } from "./step";

interface Lease {
  holder: string;
  until: number;
}

/** Longer than the writes of one holder take together. */
const leaseMs = 90_000;
const retryAfterSeconds = 5;

/**
 * Does work that one execution at a time may do, among all machines. Whoever comes second is told to come
 * back. A step that was killed comes back as the same holder and goes on at once; a holder that never
 * comes back loses the lease after a while.
 */
export async function alone<T>(
  ledger: Ledger,
  { name, step, nowMs }: { name: string; step: Step; nowMs: number },
  work: () => Promise<T>,
): Promise<T> {
  const document = `lease/${name}`;
  const holder = `${step.runId} ${step.key}`;
  const lease = await ledger.revise<Lease>(document, (now) =>
    now && now.holder !== holder && now.until > nowMs ? now : { holder, until: nowMs + leaseMs },
  );
  if (lease.holder !== holder) {
    const message = `another execution is at "${name}"`;
    throw new ConnectorError("activity", "rate-limited", message, { retryAfterSeconds });
  }
  try {
    return await work();
  } finally {
    await ledger.revise<Lease>(document, (now) =>
      now && now.holder !== holder ? now : { holder: "", until: 0 },
    );
  }
}
