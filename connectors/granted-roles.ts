import { z } from "zod";
import { ConnectorError } from "./connector-error";
import type { Tokens } from "./credentials";

const claims = z.object({ roles: z.array(z.string()).default([]) });

/**
 * The application permissions that the app's identity holds at an audience, as its token says: a grant shows
 * in new tokens only, which can take hours. https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export async function grantedRoles(tokens: Tokens, audience: string): Promise<string[]> {
  const { token } = await tokens.get(audience);
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
  try {
    return claims.parse(JSON.parse(payload)).roles;
  } catch {
    const message = `The token for ${audience} says nothing of permissions that can be read`;
    throw new ConnectorError("managed-identity", "permanent", message);
  }
}
