import type { InvocationError, TypedData } from "../../worker/worker";
import type { FailureDetails } from "../history";
import { type JsonRecord, isRecord, parseJson } from "./json-record";

/** The members of a TaskFailed that say what went wrong. */
export interface ActivityFailure {
  reason: string;
  details: string;
  failureDetails?: FailureDetails;
}

/** `Result` of a TaskCompleted for what the handler of an activity returned: JSON text, or null. */
export function activityResult(value: TypedData | null | undefined): string | null {
  if (!value) return null;
  if ("json" in value) return value.json;
  if ("string" in value) return JSON.stringify(value.string);
  if ("int" in value) return numberText(value.int);
  if ("double" in value) return numberText(value.double);
  if ("bytes" in value) return JSON.stringify(Buffer.from(value.bytes).toString("base64"));
  return JSON.stringify(value.http);
}

/**
 * What a TaskFailed says of an activity that threw. `failureDetails` is there when the app gave
 * properties to the error (`df.app.setExceptionPropertiesProvider`): then the SDK throws a
 * TaskFailedError, otherwise an Error with reason and details as its text.
 */
export function activityFailure(functionName: string, error: InvocationError): ActivityFailure {
  const failureDetails = structured(error.message);
  const message = failureDetails?.ErrorMessage ?? error.message;
  return {
    reason: `Activity function '${functionName}' failed: ${message}`,
    details: error.stack || message,
    ...(failureDetails && { failureDetails }),
  };
}

/** JSON has no word for NaN and the infinities; .NET writes theirs as texts. */
const numberText = (value: number): string =>
  Number.isFinite(value) ? String(value) : JSON.stringify(String(value));

/** The SDK packs the properties of an error into its message, as JSON. */
function structured(message: string): FailureDetails | undefined {
  const failure = parseJson(message);
  return isRecord(failure) && isRecord(failure["properties"]) ? detailsOf(failure) : undefined;
}

function detailsOf(failure: JsonRecord): FailureDetails | undefined {
  const { errorType, errorMessage, isNonRetriable, stackTrace, properties, innerFailure } = failure;
  if (typeof errorType !== "string" || typeof errorMessage !== "string") return undefined;
  return {
    ErrorType: errorType,
    ErrorMessage: errorMessage,
    StackTrace: typeof stackTrace === "string" ? stackTrace : null,
    IsNonRetriable: isNonRetriable === true,
    Properties: isRecord(properties) ? properties : null,
    InnerFailure: isRecord(innerFailure) ? (detailsOf(innerFailure) ?? null) : null,
  };
}
