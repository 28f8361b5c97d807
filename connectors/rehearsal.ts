import { AsyncLocalStorage } from "node:async_hooks";
import type { RehearsedRequest } from "../domain/rehearsal";
import { redact } from "./redact";

const rehearsals = new AsyncLocalStorage<true>();

/** Does some work as a rehearsal: what it asks is asked, and its first change is thrown, not sent. */
export const rehearsing = <T>(work: () => Promise<T>): Promise<T> => rehearsals.run(true, work);

export const isRehearsing = (): boolean => rehearsals.getStore() === true;

/**
 * A change that was not sent. No ConnectorError: whoever handles a vendor's failures shall not take it
 * for one.
 */
export class Rehearsed extends Error {
  override readonly name = "Rehearsed";

  constructor(
    readonly vendor: string,
    message: string,
    readonly request?: RehearsedRequest,
  ) {
    super(message);
  }
}

/** Longer bodies are cut: what is shown goes through a run's history. */
const longestBody = 16_000;

/** The request of a change that would be sent now. */
export function rehearsed(
  { vendor, name, secrets }: { vendor: string; name: string; secrets: readonly string[] },
  { method, url, headers, body }: Omit<RehearsedRequest, "leftOut">,
): Rehearsed {
  const clean = (text: string): string => redact(text, secrets);
  const text = body === undefined ? undefined : clean(body);
  const shown = text?.slice(0, longestBody).toWellFormed();
  const leftOut = (text?.length ?? 0) - (shown?.length ?? 0);
  return new Rehearsed(vendor, `${vendor}: ${clean(name)} would be sent`, {
    method,
    url: clean(url),
    headers: Object.fromEntries(
      Object.entries(headers).map(([header, value]) => [header, clean(value)]),
    ),
    ...(shown !== undefined && { body: shown }),
    ...(leftOut > 0 && { leftOut }),
  });
}
