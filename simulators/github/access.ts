import { randomBytes, verify } from "node:crypto";
import { githubApp, githubPublicKey, githubServerToken } from "../github-app";
import { type Answer, isRecord, type SimulatedRequest, type World } from "../simulator";
import { refuse } from "./problem";
import type { Settings } from "./scene";

const bearer = ({ headers: { authorization = "" } }: SimulatedRequest): string =>
  /^(?:Bearer|token) (.+)$/i.exec(authorization)?.[1] ?? "";

/** Who may come in: a GitHub App by its installation, and a site administrator by their token. */
export function createGate(world: World, settings: () => Settings) {
  const tokens = world.table<{ expires: number }>("tokens");

  function proves(jwt: string): boolean {
    const [head = "", body = "", signature = ""] = jwt.split(".");
    const claims = decoded(body);
    const now = world.now() / 1000;
    const [iat, exp] = [Number(claims["iat"]), Number(claims["exp"])];
    return (
      decoded(head)["alg"] === "RS256" &&
      claims["iss"] === String(githubApp.appId) &&
      iat <= now &&
      exp > now &&
      exp - iat <= 600 &&
      verify(
        "RSA-SHA256",
        Buffer.from(`${head}.${body}`),
        githubPublicKey(),
        Buffer.from(signature, "base64url"),
      )
    );
  }

  return {
    /** `POST /app/installations/{id}/access_tokens` */
    issue(request: SimulatedRequest): Answer {
      if (!proves(bearer(request))) {
        return refuse(401, "A JSON web token could not be decoded");
      }
      if (request.params["id"] !== String(githubApp.installationId))
        return refuse(404, "Not Found");
      const token = `github-test-installation-${randomBytes(27).toString("base64url")}`;
      const expires = world.now() + 3_600_000;
      tokens.set(token, { expires });
      const { permissions } = settings();
      return {
        status: 201,
        body: {
          token,
          expires_at: new Date(expires).toISOString().replace(/\.\d{3}Z$/, "Z"),
          permissions: { members: permissions },
          repository_selection: "all",
        },
      };
    },

    /** Lets in the installation, where it may do that. */
    admit(request: SimulatedRequest, may: "nothing" | "read" | "write"): void {
      const issued = tokens.get(bearer(request));
      if (!issued || issued.expires <= world.now()) refuse(401, "Bad credentials");
      const { permissions } = settings();
      const isAllowed =
        may === "nothing" || permissions === "write" || (may === "read" && permissions === "read");
      if (!isAllowed) refuse(403, "Resource not accessible by integration");
    },

    /** Lets in the token of the server; for what only a site administrator may do, only that of one. */
    admitToServer(request: SimulatedRequest, needsAdmin: boolean): void {
      if (bearer(request) !== githubServerToken) refuse(401, "Bad credentials");
      if (needsAdmin && !settings().isSiteAdmin)
        refuse(403, "Must have admin rights to Repository.");
    },
  };
}

function decoded(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
