import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isDeepStrictEqual } from "node:util";
import type { AxiosResponse, AxiosStatic } from "axios";
import type { z } from "zod";
import { connectionsThatWait } from "./connections-that-wait";
import { checkAddress } from "./connector-error";
import { checkWrite } from "./before-write";
import { type Attempt, noAnswer, notFoundByOthers, refused, unreadable } from "./http-failure";
import type { FailureKind } from "../domain/outcome";
import { agentTrusting } from "./own-authority";
import { tellQuota } from "./quota";
import { secretsOf } from "./redact";
import { isRehearsing, rehearsed } from "./rehearsal";

export interface HttpOptions {
  vendor: string;
  /** May hold a path, as simulators have. A function where the address itself is the secret. */
  baseUrl: string | (() => Promise<string>);
  /** Headers that say who asks; called before every request, so that they may be renewed. */
  authorize: () => Promise<Record<string, string>>;
  /** Drops what `authorize` keeps: called when the vendor refuses it, before the one more try. */
  forget?: () => void;
  /** The statuses by which this vendor refuses an old secret: [401] when left out. */
  refusals?: readonly number[];
  /** The same for a vendor that says it in its body, besides those statuses. */
  isRefusal?: (status: number, body: unknown, headers: Record<string, unknown>) => boolean;
  /** For a vendor that has each request signed: headers to send in place of those of `authorize`. */
  sign?: (request: WrittenRequest) => Promise<Record<string, string>>;
  /** Reads answers of a media type that is not JSON's own; undefined where it is none of the vendor's. */
  parse?: (text: string, mediaType: string) => unknown;
  /** When to come back after a 429 without Retry-After; by status, where a vendor says "later" with several. */
  rateLimitSeconds: number | ((status: number) => number);
  /** A header that says when a limit ends, in seconds since 1970, of a vendor that sends no Retry-After. */
  resetHeader?: string;
  /** What a person can do about a status, as the end of a sentence. */
  advice?: Readonly<Record<number, string>>;
  /** What a refusal says, where a vendor says it in its own members or headers; "" when it says nothing. */
  wordsOf?: (body: unknown, headers: Record<string, unknown>) => string;
  /** For a vendor that means something else by an answer than others; undefined says that it does not. */
  kindOf?: (
    status: number,
    body: unknown,
    headers: Record<string, unknown>,
  ) => FailureKind | undefined;
  readSeconds?: number;
  writeSeconds?: number;
  /** The only authority that its certificate may be of, in PEM; undefined for those that everybody trusts. */
  caFile?: string | undefined;
}

export interface HttpRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Appended to the base URL; its values are already percent-encoded. */
  path: string;
  query?: Record<string, string>;
  /** Sent besides those that authorise; never secrets. */
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as a form; instead of a body. */
  form?: Record<string, string>;
  /** Sent as it is, with a Content-Type among the headers; instead of a body. No secret. */
  text?: string;
  /** Secrets in the body, by any names: no error shows them. A form's values are hidden anyway. */
  secrets?: Record<string, string>;
  /** How errors call it: the path when left out. */
  label?: string;
  /** Awaited when the connection stands and the first byte would leave next; may be called twice. */
  aboutToSend?: () => Promise<void>;
}

/** A request as it leaves, but for what authorises it. */
export interface WrittenRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  data: string | undefined;
}

/** A vendor's HTTP API: every answer is parsed with a schema, every failure is a ConnectorError. */
export interface Http {
  /** A question, by whatever method: free to repeat. */
  read<T>(schema: z.ZodType<T>, request: HttpRequest): Promise<T>;
  /** A change: when it fails, `mayHaveHappened` says whether it may have been made. */
  write<T>(schema: z.ZodType<T>, request: HttpRequest): Promise<T>;
  /** A change whose answer says nothing beyond its status. */
  send(request: HttpRequest): Promise<void>;
}

const maxAnswerBytes = 8 * 1024 * 1024;

// Idle connections are closed before the usual five seconds of servers, so that no write is lost in
// a connection that the other side just closed.
const connections = { keepAlive: true, timeout: 4_000 };
const httpAgent = new HttpAgent(connections);
const httpsAgent = new HttpsAgent(connections);

// Loaded by the first request, and once: `require` looks for the file each time. By `require`, since
// durable-functions has the same copy loaded.
let axios: AxiosStatic | undefined;

/** One vendor's HTTP: its address, its credentials, and what its answers mean. */
export function createHttp(options: HttpOptions): Http {
  const { vendor, readSeconds = 10, writeSeconds = 20 } = options;
  if (typeof options.baseUrl === "string") checkAddress(vendor, options.baseUrl);

  async function credentials(): Promise<Credentials> {
    const headers = await options.authorize();
    const base = typeof options.baseUrl === "string" ? options.baseUrl : await options.baseUrl();
    checkAddress(vendor, base);
    return { headers, base };
  }

  async function attempt(
    { headers, base }: Credentials,
    request: HttpRequest,
    isWrite: boolean,
  ): Promise<[Attempt, Answer]> {
    const sent: Attempt = {
      ...options,
      isWrite,
      seconds: isWrite ? writeSeconds : readSeconds,
      name: nameOf(request),
      secrets: secretsIn({ headers, base }, request),
    };
    const authorization = options.sign ? await options.sign(writtenOf(base, request)) : headers;
    if (isWrite) checkWrite();
    return [sent, await exchange(base, authorization, request, sent)];
  }

  const read = (answer: Answer): Body => bodyOf(answer, options.parse);

  const isRefused = (answer: Answer): boolean =>
    (options.refusals ?? [401]).includes(answer.status) ||
    (!isSuccess(answer) &&
      options.isRefusal?.(answer.status, read(answer).json, answer.headers) === true);

  const secretsIn = ({ headers, base }: Credentials, request: HttpRequest): string[] =>
    secretsOf(headers, base, {
      ...request.form,
      ...request.secrets,
      ...(typeof options.baseUrl === "function" && wholeOf(base)),
    });

  const rehearsedOf = (used: Credentials, request: HttpRequest): Error => {
    const name = nameOf(request);
    const { url, headers, data } = writtenOf(used.base, request);
    const shown = typeof options.baseUrl === "function" ? `${new URL(url).origin}/***` : url;
    const { method } = request;
    return rehearsed(
      { vendor, name, secrets: secretsIn(used, request) },
      { method, url: shown, headers, ...(data !== undefined && { body: data }) },
    );
  };

  async function ask(request: HttpRequest, isWrite: boolean): Promise<[Attempt, Answer]> {
    const used = await credentials();
    if (isWrite && isRehearsing()) throw rehearsedOf(used, request);
    const first = await attempt(used, request, isWrite);
    if (!options.forget || !isRefused(first[1])) return first;
    // Of several that are refused at once only one renews: what is kept may be new already.
    if (isDeepStrictEqual(await credentials(), used)) options.forget();
    return attempt(await credentials(), request, isWrite);
  }

  async function parsed<T>(schema: z.ZodType<T>, request: HttpRequest, isWrite: boolean) {
    const [sent, answer] = await ask(request, isWrite);
    const body = read(answer);
    const kind = options.kindOf?.(answer.status, body.json, answer.headers);
    if (!isSuccess(answer) || kind) throw failure(sent, answer, body, kind);
    if (body.problem !== undefined) throw unreadable(sent, body.problem);
    const result = schema.safeParse(body.json);
    if (result.success) return result.data;
    throw unreadable(sent, `without the expected ${fieldsOf(result.error)}`);
  }

  return {
    read: (schema, request) => parsed(schema, request, false),
    write: (schema, request) => parsed(schema, request, true),
    async send(request) {
      const [sent, answer] = await ask(request, true);
      if (isSuccess(answer)) return;
      const body = read(answer);
      const kind = options.kindOf?.(answer.status, body.json, answer.headers);
      throw failure(sent, answer, body, kind);
    },
  };
}

/** An address that is a secret itself, so that no part of it is repeated. */
const wholeOf = (address: string) => ({ address, path: new URL(address).pathname });

/** Who asks, and where: what is refused together, and renewed together. */
interface Credentials {
  headers: Record<string, string>;
  base: string;
}

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}

const nameOf = ({ method, label, path }: HttpRequest): string => `${method} ${label ?? path}`;

/** A request as it is written, but for what authorises it. */
function writtenOf(base: string, request: HttpRequest): WrittenRequest {
  const { method, path, query, headers: others, body, form, text } = request;
  const data = text ?? (form ? new URLSearchParams(form).toString() : JSON.stringify(body));
  const type = form ? "application/x-www-form-urlencoded" : "application/json";
  return {
    method,
    url: base + path + (query ? `?${new URLSearchParams(query).toString()}` : ""),
    headers: {
      Accept: "application/json",
      "User-Agent": "durable-response",
      ...(data !== undefined && { "Content-Type": type }),
      ...others,
    },
    data,
  };
}

/** One request and one answer, whatever its status. */
async function exchange(
  base: string,
  authorization: Record<string, string>,
  request: HttpRequest,
  sent: Attempt,
): Promise<Answer> {
  axios ??= require("axios") as AxiosStatic;
  const { method, aboutToSend } = request;
  const written = writtenOf(base, request);
  return axios
    .request<string>({
      method,
      url: written.url,
      headers: {
        // False keeps axios from calling an empty body a form.
        "Content-Type": false,
        ...written.headers,
        ...authorization,
      },
      data: written.data,
      signal: AbortSignal.timeout(sent.seconds * 1000),
      responseType: "text",
      transformRequest: [],
      transformResponse: [],
      validateStatus: null,
      maxRedirects: 0,
      maxContentLength: maxAnswerBytes,
      proxy: false,
      ...(aboutToSend ? connectionsThatWait(aboutToSend) : { httpAgent, httpsAgent }),
      ...(sent.caFile && { httpsAgent: agentTrusting(sent.vendor, sent.caFile, connections) }),
    })
    .then(
      ({ status, headers, data: text }: AxiosResponse<string>) => {
        tellQuota(headers, Date.now());
        return { status, headers, text };
      },
      (error: unknown) => {
        throw noAnswer(sent, error);
      },
    );
}

/** For an answer that says no. */
const failure = (sent: Attempt, answer: Answer, { json, problem }: Body, kind?: FailureKind) =>
  answer.status === 404 && problem !== undefined && !kind
    ? notFoundByOthers(sent, problem)
    : refused(sent, answer, json, kind);

const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;

/** Types that an error may name: a header's text is the vendor's, and could repeat a secret. */
const nameable = new Set(["text/html", "text/plain", "text/xml", "application/xml"]);

interface Body {
  json?: unknown;
  problem?: string;
}

/** The JSON of an answer, or what its vendor has in place of it; a sentence when it is neither. */
function bodyOf({ headers, text }: Answer, parse: HttpOptions["parse"]): Body {
  if (text === "") return {};
  const header = headers["content-type"];
  const type = typeof header === "string" ? header.replace(/;.*/s, "").trim() : "";
  const own = parse?.(text, type);
  if (own !== undefined) return { json: own };
  if (!/^application\/(.+\+)?json$/i.test(type)) {
    return { problem: `with ${nameable.has(type) ? type : "something else"} in place of JSON` };
  }
  try {
    return { json: JSON.parse(text) };
  } catch {
    return { problem: "with text that is not JSON" };
  }
}

/** Names of the members that do not fit; never their values, which could be secret. */
const fieldsOf = (error: z.ZodError): string =>
  [...new Set(error.issues.map(({ path }) => path.join(".") || "members"))].slice(0, 5).join(", ");
