export type Service = "sts" | "iam" | "ec2" | "wafv2" | "guardduty" | "securityhub";

// IAM is one for a whole partition, and signed for in one of its regions.
const iam: Readonly<Record<string, { host: string; region: string }>> = {
  aws: { host: "iam.amazonaws.com", region: "us-east-1" },
  "aws-cn": { host: "iam.cn-north-1.amazonaws.com.cn", region: "cn-north-1" },
  "aws-us-gov": { host: "iam.us-gov.amazonaws.com", region: "us-gov-west-1" },
};

/** Where a service is, and for which region its requests are signed: https://docs.aws.amazon.com/general/latest/gr/rande.html */
export function endpointOf(
  service: Service,
  region: string,
  partition: string,
  { AWS_URL: url }: { AWS_URL?: string | undefined },
): { url: string; region: string } {
  const global = service === "iam" ? iam[partition] : undefined;
  const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  const host = global?.host ?? `${service}.${region}.${suffix}`;
  return {
    url: url === undefined ? `https://${host}` : `${url}/${service}`,
    region: global?.region ?? region,
  };
}
