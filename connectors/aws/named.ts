import type { Entity } from "../../domain/entity";
import { formatIp, parseIp } from "../../domain/ip-bits";
import { type Arn, parseArn } from "./arn";
import type { Place } from "./instance";
import { namedBy } from "./user";

/** What an entity is in AWS, by a name that is exactly one thing there. */
export type AwsName =
  /** `arn` is made of the account and region of the settings where the incident says the id only. */
  | { kind: "instance"; id: string; arn: string; isGuessed: boolean }
  | { kind: "user"; userName: string; account: string; arn?: string }
  | { kind: "access-key"; id: string }
  | { kind: "address"; address: string; family: 4 | 6 }
  | { kind: "resource"; arn: string };

/** Undefined for what has no name of AWS: a host by its name, an account of another directory. */
export function awsNameOf(entity: Entity, { account, region }: Place): AwsName | undefined {
  if (entity.kind === "Ip") {
    const bits = parseIp(entity.address);
    return bits && { kind: "address", address: formatIp(bits), family: bits.family };
  }
  if (entity.kind === "CloudResource") {
    const arn = entity.platform === "aws" ? parseArn(entity.id) : undefined;
    return arn && ofArn(arn);
  }
  if (entity.kind === "Account") {
    const key = [entity.name, entity.label].find((text) => accessKey.test(text ?? ""));
    if (key !== undefined) return { kind: "access-key", id: key };
    const named = namedBy(entity);
    if (named?.arn) return ofArn(named.arn);
    const { userName = "" } = named ?? {};
    return /^[\w+=,.@-]{1,64}$/.test(userName) ? { kind: "user", userName, account } : undefined;
  }
  if (entity.kind !== "Host" || entity.azureResourceId !== undefined) return undefined;
  const found = [entity.hostName, entity.label].flatMap((text = "") => {
    const arn = parseArn(text);
    if (arn) return ofArn(arn);
    if (!instanceId.test(text)) return [];
    const made = `arn:aws:ec2:${region}:${account}:instance/${text}`;
    return { kind: "instance" as const, id: text, arn: made, isGuessed: true };
  });
  const [first] = found;
  // Two names of one device that say different things are nobody's.
  const isOne = found.every((one) => one.kind === "instance" && idOf(one) === idOf(first));
  return isOne
    ? (found.find((one) => one.kind === "instance" && !one.isGuessed) ?? first)
    : undefined;
}

const accessKey = /^A[KS]IA[A-Z0-9]{12,124}$/;
const instanceId = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

const idOf = (name: AwsName | undefined): string | undefined =>
  name?.kind === "instance" ? name.id : undefined;

function ofArn(arn: Arn): AwsName {
  const { service, resource, account, text } = arn;
  const name = resource.slice(resource.lastIndexOf("/") + 1);
  if (service === "ec2" && resource === `instance/${name}` && instanceId.test(name)) {
    return { kind: "instance", id: name, arn: text, isGuessed: false };
  }
  if (service === "iam" && resource.startsWith("user/")) {
    return { kind: "user", userName: name, account, arn: text };
  }
  return { kind: "resource", arn: text };
}
