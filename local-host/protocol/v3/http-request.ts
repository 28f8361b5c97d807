import { type JsonRecord, isRecord, parseJson, textOf } from "./json-record";

/**
 * Input of the built-in HTTP activity, as JSON text. `tokenSource` is `{ kind: "AzureManagedIdentity",
 * resource }`. Source: Azure/azure-functions-durable-extension
 * src/WebJobs.Extensions.DurableTask/DurableHttpRequest.cs.
 */
export interface HttpCall {
  method: string;
  uri: string;
  headers: Record<string, string>;
  content?: string;
  tokenSource?: unknown;
  asynchronousPatternEnabled: boolean;
}

/** What a poller has to know of the built-in HTTP activity's result; header names in lower case. */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
}

/** Never sent to another origin than the one the caller named. */
const credentials = new Set(["authorization", "cookie", "proxy-authorization"]);

/** The `httpRequest` of an action. */
export function readHttpCall(fields: JsonRecord, what: string): HttpCall {
  const request = fields["httpRequest"];
  if (!isRecord(request)) throw new Error(`Cannot read ${what}: expected "httpRequest"`);
  const { method, content, tokenSource } = request;
  return {
    method: typeof method === "string" && method ? method : "GET",
    uri: textOf(request, "uri", what),
    headers: headersOf(request["headers"]),
    ...(typeof content === "string" && { content }),
    ...(tokenSource ? { tokenSource } : {}),
    asynchronousPatternEnabled: request["asynchronousPatternEnabled"] !== false,
  };
}

/** The status and headers of a finished call; undefined when its result is not one. */
export function readHttpAnswer(result: string | null): HttpAnswer | undefined {
  const answer = parseJson(result ?? "");
  if (!isRecord(answer) || typeof answer["statusCode"] !== "number") return undefined;
  const headers = Object.entries(headersOf(answer["headers"])).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  return { statusCode: answer["statusCode"], headers: Object.fromEntries(headers) };
}

/** The GET that polls a Location; undefined when the Location is not an absolute URL. */
export function pollRequest(call: HttpCall, location: string): HttpCall | undefined {
  const target = URL.parse(location);
  if (!target) return undefined;
  const isSameOrigin = target.origin === URL.parse(call.uri)?.origin;
  const isKept = (name: string): boolean =>
    name !== "x-functions-key" && (isSameOrigin || !credentials.has(name));
  return {
    method: "GET",
    uri: location,
    headers: Object.fromEntries(
      Object.entries(call.headers).filter(([name]) => isKept(name.toLowerCase())),
    ),
    ...(isSameOrigin && call.tokenSource ? { tokenSource: call.tokenSource } : {}),
    asynchronousPatternEnabled: true,
  };
}

/** Several values of one header are folded into one text. */
function headersOf(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, content]) => [
      name,
      Array.isArray(content) ? content.join(",") : String(content),
    ]),
  );
}
