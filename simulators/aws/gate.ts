import type { SimulatedRequest, Table, World } from "../simulator";
import { Problem, type RestService, type Service } from "./problem";
import type { Settings } from "./scene";
import { isSignedWith, signedBy } from "./signature";
import type { Session } from "./sts";

/** The scope that a service's signatures must name; IAM of the commercial partition is in one region. */
const regionOf = (service: Service | RestService, given: string): string =>
  service === "iam" ? "us-east-1" : given;

const skewMs = 5 * 60_000;

/**
 * Who asks: the session whose credentials signed the request, and the region that it was signed for. Each
 * protocol has its own words for no.
 */
export function identify(
  world: World,
  service: Service | RestService,
  request: SimulatedRequest,
  sessions: Table<Session>,
): { region: string; session: Session } {
  const signed = signedBy(request);
  if (!signed) throw no(service, "missing");
  const session = sessions.get(signed.accessKeyId);
  if (!session || request.headers["x-amz-security-token"] !== session.sessionToken) {
    throw no(service, "unknown");
  }
  const now = world.now();
  if (now >= session.expiresAt) throw no(service, "expired");
  const age = Math.abs(now - timeOf(request.headers["x-amz-date"] ?? ""));
  const isInScope =
    signed.service === service && signed.region === regionOf(service, signed.region);
  const path = new URL(world.url()).pathname + request.path;
  const isGood =
    age <= skewMs && isInScope && isSignedWith(session.secretAccessKey, path, request, signed);
  if (!isGood) throw no(service, "wrong");
  return { region: signed.region, session };
}

const timeOf = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));

type Reason = "missing" | "unknown" | "expired" | "wrong";
const queryWords: Record<Reason, [code: string, message: string, status: number]> = {
  missing: ["MissingAuthenticationToken", "Request is missing Authentication Token", 403],
  unknown: ["InvalidClientTokenId", "The security token included in the request is invalid.", 403],
  expired: ["ExpiredToken", "The security token included in the request is expired", 403],
  wrong: [
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
    403,
  ],
};
const jsonCodes: Record<Reason, string> = {
  missing: "MissingAuthenticationTokenException",
  unknown: "UnrecognizedClientException",
  expired: "ExpiredTokenException",
  wrong: "InvalidSignatureException",
};

function no(service: Service | RestService, reason: Reason): Problem {
  const [code, message, status] = queryWords[reason];
  if (service === "wafv2") return new Problem(jsonCodes[reason], message);
  if (isRest(service)) return new Problem(jsonCodes[reason], message, 403);
  if (service !== "ec2") return new Problem(code, message, status);
  if (reason === "expired") return new Problem("RequestExpired", "Request has expired.", 400);
  return new Problem(
    "AuthFailure",
    "AWS was not able to validate the provided access credentials",
    401,
  );
}

const isRest = (service: Service | RestService): service is RestService =>
  service === "guardduty" || service === "securityhub";

/** Refuses what the role's policies do not allow. */
export function allow(
  service: Service | RestService,
  operation: string,
  { denied }: Settings,
  { sessionName }: Session,
): void {
  const action = `${service}:${operation}`;
  if (!denied.includes(action)) return;
  if (service === "ec2") {
    throw new Problem(
      "UnauthorizedOperation",
      `You are not authorized to perform this operation. User: arn:aws:sts::123456789012:assumed-role/soar-response/${sessionName} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
      403,
    );
  }
  const message = `User: arn:aws:sts::123456789012:assumed-role/soar-response/${sessionName} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
  if (isRest(service)) throw new Problem("AccessDeniedException", message, 403);
  throw service === "wafv2"
    ? new Problem("AccessDeniedException", message)
    : new Problem("AccessDenied", message, 403);
}

/** Refuses what is too much, in a service's words. */
export function throttle(service: Service | RestService): Problem {
  if (isRest(service)) return new Problem("TooManyRequestsException", "Too Many Requests", 429);
  if (service === "ec2") return new Problem("RequestLimitExceeded", "Request limit exceeded.", 503);
  return new Problem(service === "wafv2" ? "ThrottlingException" : "Throttling", "Rate exceeded");
}
