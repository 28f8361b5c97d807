import type { z } from "zod";
import type { Mark } from "../../domain/containing";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Tokens } from "../credentials";
import { type Http, type HttpRequest, createHttp } from "../http";
import { type Service, endpointOf } from "./endpoint";
import { denials, kindOfCode, oldCredentials, refusalIn } from "./failure";
import { type Input, parsed, requestOf } from "./protocol";
import { type Sessions, assumedRole } from "./session";
import { type AwsSettings, type Needed, lackingIn } from "./settings";
import { signed } from "./signature";

export const vendor = "aws";

/** One service of AWS in one region. `or` is the code of a refusal that is an answer: undefined then. */
export interface AwsService {
  read<T>(operation: string, input: Input, schema: z.ZodType<T>): Promise<T>;
  read<T>(op: string, input: Input, schema: z.ZodType<T>, or: string): Promise<T | undefined>;
  write<T>(op: string, input: Input, schema: z.ZodType<T>, or?: string): Promise<T | undefined>;
  /** A change whose answer says nothing; false when it was refused with `or`. */
  send(operation: string, input: Input, or?: string): Promise<boolean>;
}

/** In whose name a service is asked: with a mark, CloudTrail says for which incident. */
export type Aws = (service: Service, mark?: Mark, region?: string) => AwsService;

/**
 * AWS as the configured role. Its SDK is not used: what we need of it is one signature, and it is 51 MB that
 * every deployment would carry (docs/decisions/0012).
 */
export function createAws(settings: AwsSettings, tokens: Tokens): Aws {
  let sessions: Sessions | undefined;

  return (service, mark, region) => {
    const lacking = lackingIn(settings);
    if (lacking !== undefined) throw notConfigured(vendor, lacking);
    const { AWS_ROLE_ARN: role, AWS_REGION: home, AWS_AUDIENCE: audience } = settings as Needed;
    const place = (of: Service, where: string) => endpointOf(of, where, role.partition, settings);
    sessions ??= assumedRole({ url: place("sts", home).url, roleArn: role.text, audience }, tokens);
    return serviceOf(service, place(service, region ?? home), sessions, sessionName(mark));
  };
}

/** What CloudTrail shows beside each change; 2 to 64 of these characters. */
const sessionName = (mark: Mark | undefined): string =>
  mark ? mark.text.replaceAll(/[^\w+=,.@-]/g, "-").slice(0, 64) : "durable-response";

function serviceOf(
  service: Service,
  { url, region }: { url: string; region: string },
  sessions: Sessions,
  name: string,
): AwsService {
  /** One request's HTTP: its refusals are worded with the permission that it needs. */
  function httpFor(operation: string, onRefusal: (code: string) => void): Http {
    const permission = `${service}:${operation}`;
    return createHttp({
      vendor,
      baseUrl: url,
      authorize: async () => ({ "X-Amz-Security-Token": (await sessions.get(name)).sessionToken }),
      sign: async (request) =>
        signed(request, await sessions.get(name), { service, region }, new Date()),
      forget: () => sessions.forget(name),
      isRefusal: (_, body, headers) => oldCredentials.has(refusalIn(body, headers).code),
      rateLimitSeconds: 10,
      advice: { 403: `give the role in AWS_ROLE_ARN the permission ${permission}` },
      kindOf(_, body, headers) {
        const { code } = refusalIn(body, headers);
        onRefusal(code);
        return kindOfCode(code);
      },
      wordsOf(body, headers) {
        const { code, message } = refusalIn(body, headers);
        if (!denials.has(code)) return [code, message].filter((word) => word !== "").join(": ");
        return `${code} for ${permission}, which the role in AWS_ROLE_ARN needs`;
      },
      parse: parsed,
    });
  }

  const answerOr = async <T>(
    operation: string,
    or: string | undefined,
    ask: (http: Http, request: HttpRequest) => Promise<T>,
    input: Input,
  ): Promise<T | undefined> => {
    let refusedWith = "";
    const http = httpFor(operation, (code) => (refusedWith = code));
    try {
      return await ask(http, requestOf(service, operation, input));
    } catch (error) {
      if (error instanceof ConnectorError && or !== undefined && refusedWith === or)
        return undefined;
      throw error;
    }
  };

  return {
    read: <T>(operation: string, input: Input, schema: z.ZodType<T>, or?: string) =>
      answerOr(operation, or, (http, request) => http.read(schema, request), input) as Promise<T>,
    write: (operation, input, schema, or) =>
      answerOr(operation, or, (http, request) => http.write(schema, request), input),
    async send(operation, input, or) {
      return (await answerOr(operation, or, sent, input)) ?? false;
    },
  };
}

async function sent(http: Http, request: HttpRequest): Promise<boolean> {
  await http.send(request);
  return true;
}
