import { isRetryable } from "../../domain/outcome";
import { directClient } from "../azure-http-client";
import { createCache } from "../cache";
import { ConnectorError, kindOfStatus, notConfigured } from "../connector-error";
import type { Token, Tokens } from "../credentials";
import { retryAfterSeconds } from "../retry-after";
import type { Settings } from "../settings";

const vendor = "managed-identity";
const rateLimitSeconds = 10;
const advice: Record<number, string> = {
  400: "assign a managed identity to the app, and name it in MANAGED_IDENTITY_CLIENT_ID when it is user-assigned",
};

/**
 * Tokens of the app's managed identity. `forget` drops ours; the identity library keeps its own copy
 * for the process, so that a token which is still valid may come back.
 */
export function managedIdentity({ isAvailable, clientId }: Settings["identity"]): Tokens {
  let credential: ReturnType<typeof createCredential> | undefined;

  return createCache<Token>({
    async load(audience) {
      if (!isAvailable) throw notConfigured(vendor, "IDENTITY_ENDPOINT or IDENTITY_HEADER");
      credential ??= createCredential(clientId);
      const { getToken } = await credential;
      answers.delete(audience);
      const { token, expiresOnTimestamp, refreshAfterTimestamp } = await getToken(audience).catch(
        (error: unknown) => {
          throw failureOf(audience, error);
        },
      );
      return {
        value: { token, expiresOnTimestamp },
        freshUntil: refreshAfterTimestamp ?? expiresOnTimestamp - 300_000,
        usableUntil: expiresOnTimestamp - 60_000,
      };
    },
    mayServeStale: () => true,
  });
}

interface Answer {
  status: number;
  retryAfter?: string | undefined;
}

/**
 * The endpoint's last answer for each audience. For the whole process, as in the identity library:
 * the HTTP client of the first credential serves all of them.
 */
const answers = new Map<string, Answer>();

async function createCredential(clientId: string | undefined) {
  const { ManagedIdentityCredential } = await import("@azure/identity");
  const credential = new ManagedIdentityCredential({
    ...(clientId === undefined ? {} : { clientId }),
    // The flow waits and retries, on a durable timer; the library would sleep up to 79 s here.
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    httpClient: await directClient({
      seconds: 10,
      onAnswer: ({ request, status, headers }) => {
        const audience = new URL(request.url).searchParams.get("resource") ?? "";
        answers.set(audience, { status, retryAfter: headers.get("retry-after") });
      },
    }),
  });
  return { getToken: (audience: string) => credential.getToken(`${audience}/.default`) };
}

/** From the status: the library's own error repeats the answer, and calls every failure unavailable. */
function failureOf(audience: string, error: unknown): ConnectorError {
  const name = `Asking for a token for ${audience}`;
  const answer = answers.get(audience) ?? answerIn(error);
  if (!answer) return new ConnectorError(vendor, "transient", `${name} had no answer`);
  const { status, retryAfter } = answer;
  const hint = advice[status];
  const kind = kindOfStatus(status);
  // Who we are is a matter of set-up: a 404 here is no answer to what was looked up.
  return new ConnectorError(
    vendor,
    isRetryable(kind) ? kind : "auth",
    `${name} answered ${status}${hint ? `: ${hint}` : ""}`,
    { status, retryAfterSeconds: retryAfterSeconds(retryAfter, Date.now()) ?? rateLimitSeconds },
  );
}

/** Where another part of the process made the first credential, only the error has the status. */
function answerIn(error: unknown): Answer | undefined {
  const { cause } = error as { cause?: { status?: unknown } };
  return typeof cause?.status === "number" ? { status: cause.status } : undefined;
}
