import { randomBytes } from "node:crypto";
import { readToken } from "../managed-identity/token";
import type { Table } from "../simulator";
import type { Form } from "./form";
import { Problem } from "./problem";
import { accountId, issuer, maxSessionSeconds, responseRole, trustedSubjects } from "./published";
import type { Settings } from "./scene";

/** Temporary credentials that were issued. */
export interface Session {
  secretAccessKey: string;
  sessionToken: string;
  sessionName: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/**
 * Credentials for a token of Entra ID:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function assumeRoleWithWebIdentity(
  form: Form,
  { clientIds }: Settings,
  sessions: Table<Session>,
  now: number,
): object {
  const roleArn = form.get("RoleArn") ?? "";
  const sessionName = form.get("RoleSessionName") ?? "";
  const seconds = Number(form.get("DurationSeconds") ?? 3_600);
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw invalid(`Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint`);
  }
  if (!(seconds >= 900 && seconds <= 43_200)) {
    throw invalid(`Value '${seconds}' at 'durationSeconds' failed to satisfy constraint`);
  }
  const reading = readToken({
    headers: { authorization: `Bearer ${form.get("WebIdentityToken") ?? ""}` },
  });
  if ("problem" in reading) {
    throw new Problem("InvalidIdentityToken", "The ID Token provided is not a valid JWT");
  }
  const { aud, exp, iss, sub } = reading.claims;
  if (iss !== issuer) {
    const message = `No OpenIDConnect provider found in your account for ${iss}`;
    throw new Problem("InvalidIdentityToken", message);
  }
  if (!clientIds.includes(aud)) {
    throw new Problem("InvalidIdentityToken", "Incorrect token audience");
  }
  if (exp * 1_000 <= now) {
    const message = `Token expired: current date/time ${Math.floor(now / 1_000)} must be before the expiration date/time ${exp}`;
    throw new Problem("ExpiredTokenException", message);
  }
  if (roleArn !== responseRole || !trustedSubjects.includes(sub)) {
    const message = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
    throw new Problem("AccessDenied", message, 403);
  }
  if (seconds > maxSessionSeconds) {
    throw invalid(
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  }
  const accessKeyId = `ASIA${randomBytes(8).toString("hex").toUpperCase()}`;
  const session: Session = {
    secretAccessKey: randomBytes(30).toString("base64"),
    sessionToken: randomBytes(96).toString("base64"),
    sessionName,
    expiresAt: now + seconds * 1_000,
  };
  sessions.set(accessKeyId, session);
  return {
    SubjectFromWebIdentityToken: sub,
    Audience: aud,
    AssumedRoleUser: {
      Arn: `arn:aws:sts::${accountId}:assumed-role/soar-response/${sessionName}`,
      AssumedRoleId: `AROASIMULATEDROLE0001:${sessionName}`,
    },
    Credentials: {
      SessionToken: session.sessionToken,
      SecretAccessKey: session.secretAccessKey,
      Expiration: new Date(session.expiresAt).toISOString().replace(/\.\d+Z$/, "Z"),
      AccessKeyId: accessKeyId,
    },
    Provider: `arn:aws:iam::${accountId}:oidc-provider/${issuer.replace("https://", "")}`,
  };
}

const invalid = (message: string): Problem =>
  new Problem("ValidationError", `1 validation error detected: ${message}`);
