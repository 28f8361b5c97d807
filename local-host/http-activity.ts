import type { Clock } from "./clock";
import type { HttpCall } from "./protocol/v3/http-request";

/** As long as the extension waits for an answer. */
const timeoutMs = 100_000;

type Environment = Record<string, string | undefined>;

/**
 * The built-in activity behind `callHttp`: JSON text of the request in, of the response out. Every
 * status is a result; only a request that got no answer fails.
 * Source: Azure/azure-functions-durable-extension
 * src/WebJobs.Extensions.DurableTask/Listener/TaskHttpActivityShim.cs.
 */
export const httpActivity =
  (clock: Clock, environment: Environment) =>
  async (input: string): Promise<string> => {
    const call = JSON.parse(input) as HttpCall;
    const abort = new AbortController();
    const cancel = clock.setTimer(clock.now() + timeoutMs, () => abort.abort());
    try {
      const response = await fetch(call.uri, {
        method: call.method,
        headers: await headersOf(call, environment),
        signal: abort.signal,
        ...(call.content !== undefined && !isBodyless(call.method) && { body: call.content }),
      });
      return JSON.stringify({
        statusCode: response.status,
        headers: answerHeaders(response.headers),
        content: await response.text(),
      });
    } catch (cause) {
      throw new Error(
        `${call.method} ${withoutQuery(call.uri)} got no answer: ${reasonOf(cause)}`,
        {
          cause,
        },
      );
    } finally {
      cancel();
    }
  };

const isBodyless = (method: string): boolean => /^(get|head)$/i.test(method);

async function headersOf(call: HttpCall, environment: Environment): Promise<Headers> {
  const headers = new Headers(call.headers);
  if (call.content !== undefined && !headers.has("content-type")) {
    headers.set("content-type", "text/plain; charset=utf-8");
  }
  if (headers.get("content-type")?.startsWith("multipart/")) {
    throw new Error("Multipart content is not supported for HTTP calls of an orchestration");
  }
  if (call.tokenSource) {
    headers.set("authorization", `Bearer ${await token(call.tokenSource, environment)}`);
  }
  return headers;
}

/** Content headers belong to the body in .NET, and are not among a response's headers there. */
const CONTENT_HEADERS = /^(content-.*|allow|expires|last-modified)$/i;

const answerHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => !CONTENT_HEADERS.test(name)));

/** https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference */
async function token(source: unknown, environment: Environment): Promise<string> {
  const { resource } = source as { resource?: string };
  const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: secret } = environment;
  if (!endpoint || !secret || !resource) {
    throw new Error(
      "A token source needs the app settings IDENTITY_ENDPOINT and IDENTITY_HEADER, and a resource",
    );
  }
  const url = new URL(endpoint);
  url.searchParams.set("api-version", "2019-08-01");
  url.searchParams.set("resource", resource);
  const response = await fetch(url, { headers: { "x-identity-header": secret } });
  if (!response.ok) throw new Error(`The managed identity endpoint answered ${response.status}`);
  const { access_token: accessToken } = (await response.json()) as { access_token: string };
  return accessToken;
}

/** A query may hold a key. */
const withoutQuery = (uri: string): string => uri.split("?", 1)[0] ?? uri;

function reasonOf(thrown: unknown): string {
  const { message, cause } = thrown as Error;
  return cause instanceof Error ? cause.message : message;
}
