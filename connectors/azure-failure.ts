import type { FailureKind } from "../domain/outcome";
import { ConnectorError, kindOfStatus } from "./connector-error";
import { retryAfterSeconds } from "./retry-after";

/** The part of an Azure SDK's RestError that we read. The rest of it holds the request. */
interface RestFailure {
  statusCode?: number;
  code?: string;
  name?: string;
  response?: Answer;
}

interface Answer {
  status?: number;
  headers?: { get(name: string): string | undefined };
}

export interface AzureFailureOptions {
  vendor: string;
  /** What was tried, as the beginning of a sentence. */
  name: string;
  rateLimitSeconds: number;
  /** What a person can do about a status, as the end of a sentence. */
  advice: Readonly<Record<number, string>>;
  /** What came back, for an SDK whose errors may lack it. */
  answer?: Answer | undefined;
  /** For a status that means something else here. */
  kinds?: Readonly<Record<number, FailureKind>>;
}

/** What an Azure SDK threw, as a ConnectorError without its request. Only for reads. */
export function azureFailure(error: unknown, options: AzureFailureOptions): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const { vendor, name, rateLimitSeconds, advice, kinds } = options;
  const { code, name: errorName, response, statusCode: status } = error as RestFailure;
  const answer = response ?? options.answer;
  const statusCode = status ?? answer?.status;
  const word = /^[\w.-]{1,60}$/.exec(code ?? errorName ?? "")?.[0];
  const isParseError =
    code === "PARSE_ERROR" || errorName === "SyntaxError" || errorName === "TypeError";
  if (isParseError && (statusCode === undefined || statusCode < 300)) {
    return new ConnectorError(vendor, "permanent", `${name} answered with something unexpected`);
  }
  if (statusCode === undefined) {
    const what = errorName === "AbortError" ? "had no answer in time" : "had no answer";
    return new ConnectorError(vendor, "transient", `${name} ${what}${word ? ` (${word})` : ""}`);
  }
  const hint = advice[statusCode];
  return new ConnectorError(
    vendor,
    kinds?.[statusCode] ?? kindOfStatus(statusCode),
    `${name} answered ${statusCode}${word ? ` (${word})` : ""}${hint ? `: ${hint}` : ""}`,
    {
      status: statusCode,
      retryAfterSeconds:
        retryAfterSeconds(answer?.headers?.get("retry-after"), Date.now()) ?? rateLimitSeconds,
    },
  );
}
