import { ConnectorError } from "../../connectors/connector-error";

/** What the team has decided to use, and how it is found out whether it would work. */
export interface Service {
  /** As people call it: "VirusTotal". */
  name: string;
  /** Set when it is not to be asked, and why: "the policy does not ask it". */
  off?: string;
  /** One phrase of what works; throws with a sentence that says how to mend it. */
  check: () => Promise<string>;
}

export interface Finding {
  service: string;
  state: "works" | "broken" | "off";
  /** What works, what is missing and how to mend it, or why it is off. */
  detail: string;
  /** Of what is broken: "auth", "rate-limited", "transient", "not-found", "permanent" or "unexpected". */
  kind?: string;
}

/** Asks every service that is to be used, all at once; an answer of each, in their order. */
export const examine = (services: readonly Service[]): Promise<Finding[]> =>
  Promise.all(
    services.map(async ({ name: service, off, check }): Promise<Finding> => {
      if (off !== undefined) return { service, state: "off", detail: off };
      try {
        return { service, state: "works", detail: await check() };
      } catch (error) {
        const kind = error instanceof ConnectorError ? error.kind : "unexpected";
        return { service, state: "broken", detail: sentenceOf(error), kind };
      }
    }),
  );

/** What to do about what any service can have, where its own sentence does not say it. */
function sentenceOf(error: unknown): string {
  const { message } = error instanceof Error ? error : new Error(String(error));
  return /ECONNREFUSED/.test(message)
    ? `${message}; nothing listens there: is the address right, and does "npm start" run?`
    : message;
}
