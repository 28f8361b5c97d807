import { z } from "zod";
import { address, optional } from "../setting-values";
import { type Arn, parseArn } from "./arn";

const arnOf = (fits: (arn: Arn) => boolean, what: string) =>
  z
    .string()
    .transform((text) => parseArn(text))
    .refine((arn) => arn !== undefined && fits(arn), `must be the ARN of ${what}`)
    .transform((arn) => arn!);

const ipSet = arnOf(
  ({ service, resource }) =>
    service === "wafv2" && /^(?:regional|global)\/ipset\/[\w-]{1,128}\/[\w-]{36}$/.test(resource),
  "an IP set of AWS WAF",
);

// Entra ID takes such a token as proof of who an application is, so that it shall reach nobody else.
const own = /^(?!api:\/\/AzureADTokenExchange\b)[\x21-\x7e]{1,255}$/i;

export const settings = z.object({
  /** For a proxy, or simulators: each service is below it by its name. AWS's own addresses when left out. */
  AWS_URL: optional(address),
  AWS_REGION: optional(z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "must be a region of AWS")),
  AWS_ROLE_ARN: optional(
    arnOf(
      ({ service, resource }) => service === "iam" && resource.startsWith("role/"),
      "the role that the app assumes",
    ),
  ),
  AWS_AUDIENCE: optional(
    z
      .string()
      .regex(
        own,
        "must be the application ID URI of an app registration of your own, never api://AzureADTokenExchange",
      ),
  ),
  AWS_WAF_IPV4_SET: optional(ipSet),
  AWS_WAF_IPV6_SET: optional(ipSet),
  AWS_NETWORK_ACL: optional(
    z.string().regex(/^acl-[0-9a-f]{8,17}$/, "must be the id of a network ACL"),
  ),
  /** One for each network (VPC), separated by commas. */
  AWS_ISOLATION_GROUPS: optional(
    z
      .string()
      .regex(
        /^sg-[0-9a-f]{8,17}(?:,sg-[0-9a-f]{8,17}){0,99}$/,
        "must be ids of security groups, separated by commas",
      )
      .transform((ids) => ids.split(",")),
  ),
});
export type AwsSettings = z.infer<typeof settings>;

const needed = ["AWS_ROLE_ARN", "AWS_AUDIENCE", "AWS_REGION"] as const;

/** The first setting that lacks for anything at all. */
export const lackingIn = (given: AwsSettings): string | undefined =>
  needed.find((name) => given[name] === undefined);

/** Settings of which `lackingIn` says that none does. */
export type Needed = { [Name in (typeof needed)[number]]: NonNullable<AwsSettings[Name]> };
