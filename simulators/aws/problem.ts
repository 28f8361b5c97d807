import { randomUUID } from "node:crypto";
import type { Answer } from "../simulator";
import { xmlOf } from "./xml";

export const SERVICES = ["sts", "iam", "ec2", "wafv2"] as const;
export type Service = (typeof SERVICES)[number];
export type RestService = "guardduty" | "securityhub";

/** A refusal in AWS's words; the service decides how it is written. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

export const namespaces = {
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
  ec2: "http://ec2.amazonaws.com/doc/2016-11-15/",
} as const;

/**
 * A refusal as each protocol writes it: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function problemAnswer(service: Service, { code, message, status }: Problem): Answer {
  const id = randomUUID();
  if (service === "wafv2") {
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": id };
    return { status, headers, body: { __type: code, message } };
  }
  const error = xmlOf({ Code: code, Message: message }, "member");
  const body =
    service === "ec2"
      ? `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>${error}</Error></Errors><RequestID>${id}</RequestID></Response>`
      : `<ErrorResponse xmlns="${namespaces[service]}">\n  <Error>\n    <Type>${status >= 500 ? "Receiver" : "Sender"}</Type>\n    ${error}\n  </Error>\n  <RequestId>${id}</RequestId>\n</ErrorResponse>\n`;
  const type = service === "ec2" ? "text/xml;charset=UTF-8" : "text/xml";
  return { status, headers: { "content-type": type, "x-amzn-requestid": id }, body };
}

/** An answer that says yes. */
export function answerOf(service: Service, operation: string, result: object | undefined): Answer {
  const id = randomUUID();
  if (service === "wafv2") {
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": id };
    return { headers, body: result };
  }
  const name = `${operation}Response`;
  const content = result as Parameters<typeof xmlOf>[0] | undefined;
  const open = `<${name} xmlns="${namespaces[service]}">`;
  const body =
    service === "ec2"
      ? `<?xml version="1.0" encoding="UTF-8"?>\n${open}\n    <requestId>${id}</requestId>${xmlOf(content ?? { return: true }, "item")}</${name}>`
      : `${open}\n${content ? `  <${operation}Result>${xmlOf(content, "member")}</${operation}Result>\n` : ""}  <ResponseMetadata>\n    <RequestId>${id}</RequestId>\n  </ResponseMetadata>\n</${name}>\n`;
  const type = service === "ec2" ? "text/xml;charset=UTF-8" : "text/xml";
  return { headers: { "content-type": type, "x-amzn-requestid": id }, body };
}
