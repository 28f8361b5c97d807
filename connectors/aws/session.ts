import { z } from "zod";
import { createCache } from "../cache";
import { ConnectorError } from "../connector-error";
import type { Tokens } from "../credentials";
import { createHttp } from "../http";
import { isRetryable } from "../../domain/outcome";
import { kindOfCode, refusalIn } from "./failure";
import type { Credentials } from "./signature";
import { parseXml } from "./xml";

const vendor = "aws";
const keptSessions = 100;
const sessionSeconds = 3_600;
const advice =
  "see that AWS has an identity provider for your tenant's issuer with AWS_AUDIENCE among its audiences, and that the role in AWS_ROLE_ARN trusts the object id of the app's managed identity";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const answer = z.object({
  AssumeRoleWithWebIdentityResponse: z.object({
    AssumeRoleWithWebIdentityResult: z.object({
      Credentials: z.object({
        AccessKeyId: z.string().min(1),
        SecretAccessKey: z.string().min(1),
        SessionToken: z.string().min(1),
        Expiration: z.iso.datetime(),
      }),
    }),
  }),
});

export interface Sessions {
  /** Credentials of the role, for a session of this name: people read it in CloudTrail. */
  get(name: string): Promise<Credentials>;
  forget(name: string): void;
}

/**
 * The role's temporary credentials, for a token of the app's managed identity: nothing is stored. However many
 * ask at once, one request gets a session; it is renewed five minutes before its end.
 */
export function assumedRole(
  { url, roleArn, audience }: { url: string; roleArn: string; audience: string },
  tokens: Tokens,
): Sessions {
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: () => Promise.resolve({}),
    rateLimitSeconds: 10,
    advice: { 400: advice, 401: advice, 403: advice },
    kindOf: (_, body) => kindOfCode(refusalIn(body).code),
    wordsOf: (body) => Object.values(refusalIn(body)).filter(Boolean).join(": "),
    parse: (text, type) => (type === "text/xml" ? parseXml(text) : undefined),
  });

  async function exchange(name: string): Promise<Credentials & { expiresAt: number }> {
    const { token } = await tokens.get(audience);
    const { AssumeRoleWithWebIdentityResponse: said } = await http.read(answer, {
      method: "POST",
      path: "/",
      label: "sts:AssumeRoleWithWebIdentity",
      form: {
        Action: "AssumeRoleWithWebIdentity",
        Version: "2011-06-15",
        RoleArn: roleArn,
        RoleSessionName: name,
        DurationSeconds: String(sessionSeconds),
        WebIdentityToken: token,
      },
    });
    const { Credentials: given } = said.AssumeRoleWithWebIdentityResult;
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      expiresAt: Date.parse(given.Expiration),
    };
  }

  const cache = createCache<Credentials>({
    async load(name) {
      const { expiresAt, ...value } = await exchange(name).catch((error: unknown) => {
        // A token that AWS does not like may be an old one; a role that it does not let us have is no matter of tokens.
        const isRefused = error instanceof ConnectorError && error.kind === "auth";
        if (!isRefused || error.status === 403 || error.vendor !== vendor) throw error;
        tokens.forget(audience);
        return exchange(name);
      });
      return { value, freshUntil: expiresAt - 300_000, usableUntil: expiresAt - 60_000 };
    },
    mayServeStale: (error) => error instanceof ConnectorError && isRetryable(error.kind),
  });

  const names = new Set<string>();
  return {
    get(name) {
      names.delete(name);
      names.add(name);
      const [oldest] = names;
      if (names.size > keptSessions && oldest !== undefined) {
        names.delete(oldest);
        cache.forget(oldest);
      }
      return cache.get(name);
    },
    forget: (name) => cache.forget(name),
  };
}
