import type { Failure, FailureKind, TurnToCome } from "../domain/outcome";
import { addressProblem } from "./base-url";

export interface ConnectorErrorOptions {
  /** The HTTP status, when there was an answer. */
  status?: number | undefined;
  /** From the vendor's Retry-After header, or our guess for a vendor that sends none. */
  retryAfterSeconds?: number | undefined;
  /** Of a call that the team's own budget holds back. */
  turn?: TurnToCome | undefined;
  /** True when a write may have been done although it failed. */
  mayHaveHappened?: boolean | undefined;
}

/**
 * The only error a connector throws. One class with a `kind`, not one class for each kind: what
 * others decide on has to survive JSON, and `instanceof` does not. It carries no `cause`: the errors
 * of HTTP clients hold the request, and with it the secrets that were sent.
 */
export class ConnectorError extends Error {
  override readonly name = "ConnectorError";
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly mayHaveHappened: boolean;
  readonly turn: TurnToCome | undefined;
  /** The message without its vendor. */
  readonly #sentence: string;

  constructor(
    readonly vendor: string,
    readonly kind: FailureKind,
    message: string,
    options: ConnectorErrorOptions = {},
  ) {
    super(`${vendor}: ${message}`);
    this.#sentence = message;
    this.status = options.status;
    this.retryAfterSeconds = kind === "rate-limited" ? options.retryAfterSeconds : undefined;
    this.turn = kind === "rate-limited" ? options.turn : undefined;
    this.mayHaveHappened = options.mayHaveHappened ?? false;
  }

  /** The same failure as one that a retry can cure. */
  asTransient(): ConnectorError {
    const { vendor, kind, status, mayHaveHappened } = this;
    if (kind === "transient") return this;
    return new ConnectorError(vendor, "transient", this.#sentence, { status, mayHaveHappened });
  }

  /** The same failure of a write that was made in part. */
  asHappened(): ConnectorError {
    const { vendor, kind, status, retryAfterSeconds, turn } = this;
    const more = { status, retryAfterSeconds, turn, mayHaveHappened: true };
    return new ConnectorError(vendor, kind, this.#sentence, more);
  }

  /** The same as plain data, for an outcome. */
  toFailure(): Failure {
    const { kind, vendor, message, retryAfterSeconds, turn } = this;
    return {
      kind,
      vendor,
      message,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      ...(turn && { turn }),
    };
  }
}

/** What an HTTP status means, at every vendor that does not say otherwise. */
export function kindOfStatus(status: number): FailureKind {
  if (status === 401 || status === 403) return "auth";
  // Not 410: that says that the API is gone, and nothing about what was asked for.
  if (status === 404) return "not-found";
  if (status === 429) return "rate-limited";
  if (status === 408 || status === 425 || status >= 500) return "transient";
  return "permanent";
}

/** For vendors whose 404 is an answer and not a failure: `read(…).catch(ifNotFound(nothingKnown))`. */
export const ifNotFound =
  <T>(value: T) =>
  (error: unknown): T => {
    if (error instanceof ConnectorError && error.kind === "not-found") return value;
    throw error;
  };

/** For a vendor that is not set up: the flow goes on, and says which setting it lacks. */
export const notConfigured = (vendor: string, setting: string): ConnectorError =>
  new ConnectorError(vendor, "auth", `${setting} is not set, so nothing was asked`);

/** Throws when requests with secrets cannot go to a vendor's address. */
export function checkAddress(vendor: string, address: string): void {
  const problem = addressProblem(address);
  if (problem) throw new ConnectorError(vendor, "auth", `Its address ${problem}`);
}
