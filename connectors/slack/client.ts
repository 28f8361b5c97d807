import { z } from "zod";
import type { Secrets } from "../credentials";
import { type HttpRequest, createHttp } from "../http";
import type { Settings } from "../settings";
import { isOfToken, kindOfUnsure, refused } from "./refusals";
import { refusal } from "./schema";

const rateLimitSeconds = 30;

type Answer = z.ZodObject<{ ok: z.ZodLiteral<true> }>;

/** The Web API: HTTP says 200 to almost everything, so each answer is asked whether it is one. */
export function createClient({ url, secretName }: Settings["slack"], secrets: Secrets) {
  const http = createHttp({
    vendor: "slack",
    baseUrl: url,
    authorize: async () => ({ Authorization: `Bearer ${await secrets.get(secretName)}` }),
    forget: () => secrets.forget(secretName),
    rateLimitSeconds,
    advice: { 401: `put the app's bot token into the secret "${secretName}"` },
    kindOf: kindOfUnsure,
  });

  async function call<S extends Answer>(
    way: "read" | "write",
    schema: S,
    request: HttpRequest,
  ): Promise<z.infer<S>> {
    const name = `${request.method} ${request.path}`;
    const either = z.union([schema, refusal]);
    const used = await secrets.get(secretName);
    const first = await http[way](either, request);
    if (first.ok) return first;
    if (!isOfToken(first)) throw refused(name, first, secretName, rateLimitSeconds);
    // Of several that are refused at once only one renews: what is kept may be new already.
    if ((await secrets.get(secretName)) === used) secrets.forget(secretName);
    const second = await http[way](either, request);
    if (second.ok) return second;
    throw refused(name, second, secretName, rateLimitSeconds);
  }

  return {
    /** A question: free to repeat. */
    read: <S extends Answer>(schema: S, request: HttpRequest) => call("read", schema, request),
    /** A change. */
    write: <S extends Answer>(schema: S, request: HttpRequest) => call("write", schema, request),
  };
}
