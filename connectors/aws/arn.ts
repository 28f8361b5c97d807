/** The parts of a name that AWS gives. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
  text: string;
  partition: string;
  service: string;
  region: string;
  account: string;
  /** "role/soar-response", "regional/ipset/blocked/a1b2…". */
  resource: string;
}

const pattern = /^arn:(aws[\w-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}):([\x21-\x7e]{1,1000})$/;

/** Undefined for what is no ARN of something in one account. */
export function parseArn(text: string): Arn | undefined {
  const [, partition, service, region, account, resource] = pattern.exec(text) ?? [];
  if (!partition || !service || region === undefined || !account || !resource) return undefined;
  return { text, partition, service, region, account, resource };
}
