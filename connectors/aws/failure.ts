import type { FailureKind } from "../../domain/outcome";

interface Members {
  [name: string]: unknown;
}
const membersOf = (value: unknown): Members =>
  typeof value === "object" && value !== null ? (value as Members) : {};

/** What a refusal says, in whichever of four ways a service writes it; the code is "" where it has none. */
export function refusalIn(
  body: unknown,
  headers: Record<string, unknown> = {},
): { code: string; message: string } {
  const top = membersOf(body);
  const ofQuery = membersOf(membersOf(top["ErrorResponse"])["Error"]);
  const ofEc2 = membersOf(membersOf(membersOf(top["Response"])["Errors"])["Error"]);
  const code =
    top["__type"] ?? headers["x-amzn-errortype"] ?? top["Code"] ?? ofQuery["Code"] ?? ofEc2["Code"];
  const message = top["message"] ?? top["Message"] ?? ofQuery["Message"] ?? ofEc2["Message"];
  return {
    code: typeof code === "string" ? code.replace(/:.*$/s, "").replace(/^.*#/, "") : "",
    message: typeof message === "string" ? message : "",
  };
}

/** By which AWS refuses credentials that another session may replace. */
export const oldCredentials = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "RequestExpired",
  "AuthFailure",
]);

/** By which it says that a permission lacks. */
export const denials = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "NotAuthorized",
]);

const byCode: Readonly<Record<string, FailureKind>> = {
  ...Object.fromEntries([...oldCredentials, ...denials].map((code) => [code, "auth"] as const)),
  InvalidIdentityToken: "auth",
  IDPRejectedClaim: "auth",
  IncompleteSignature: "auth",
  InvalidSignatureException: "auth",
  MissingAuthenticationTokenException: "auth",
  OptInRequired: "auth",
  IDPCommunicationError: "transient",
  ConcurrentModification: "transient",
  EntityTemporarilyUnmodifiable: "transient",
  WAFOptimisticLockException: "transient",
  WAFUnavailableEntityException: "transient",
  WAFInternalErrorException: "transient",
  IncorrectInstanceState: "transient",
  Throttling: "rate-limited",
  ThrottlingException: "rate-limited",
  RequestLimitExceeded: "rate-limited",
  TooManyRequestsException: "rate-limited",
  SnapshotCreationPerVolumeRateExceeded: "rate-limited",
  ConcurrentSnapshotLimitExceeded: "rate-limited",
  NetworkAclEntryAlreadyExists: "transient",
  NoSuchEntity: "not-found",
  WAFNonexistentItemException: "not-found",
  "InvalidInstanceID.NotFound": "not-found",
  "InvalidNetworkInterfaceID.NotFound": "not-found",
  "InvalidGroup.NotFound": "not-found",
  "InvalidNetworkAclID.NotFound": "not-found",
  "InvalidNetworkAclEntry.NotFound": "not-found",
};

/** What AWS's own code means; undefined where the status says it. */
export const kindOfCode = (code: string): FailureKind | undefined => byCode[code];
