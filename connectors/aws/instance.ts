import { cleanLine } from "../../domain/clean-text";
import type { Mark } from "../../domain/containing";
import type { Claim, Resolution, Target } from "../../domain/containment";
import { type Arn, parseArn } from "./arn";
import type { Aws } from "./client";
import { type Instance, instancesAnswer } from "./ec2-schema";

/** An instance as EC2 has it now; undefined when it knows none of this id. */
export async function readInstance(
  aws: Aws,
  id: string,
  mark?: Mark,
): Promise<Instance | undefined> {
  const input = { "InstanceId.1": id };
  const answer = await aws("ec2", mark).read(
    "DescribeInstances",
    input,
    instancesAnswer,
    "InvalidInstanceID.NotFound",
  );
  const found = answer?.reservationSet.flatMap(({ instancesSet }) => instancesSet) ?? [];
  return found.find(({ instanceId }) => instanceId === id);
}

export interface Place {
  account: string;
  region: string;
}

/** The instance that an incident names by its id, or by its ARN; other names are anyone's. */
export async function resolveInstance(
  aws: Aws,
  claim: Claim,
  place: Place,
): Promise<Exclude<Resolution, { found: Target }> | { target: Target; instance: Instance }> {
  if (claim.kind !== "host") return { question: "Only an instance of EC2 is isolated in AWS" };
  const { hostName, label, azureResourceId } = claim.host;
  const id = azureResourceId === undefined ? idIn([hostName, label], place) : undefined;
  const called = cleanLine(label, 100);
  if (id === undefined) {
    return {
      absent: `${called} is not the id of an EC2 instance (i-…) of ${place.account} in ${place.region}`,
    };
  }
  const instance = await readInstance(aws, id);
  if (!instance) return { absent: `EC2 knows no instance ${called}` };
  const question = questionAbout(instance);
  if (question !== undefined) return { question };
  return { target: targetOf(instance, place), instance };
}

const idPattern = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

function idIn(names: (string | undefined)[], { account, region }: Place): string | undefined {
  const isHere = (arn: Arn): boolean =>
    arn.service === "ec2" && arn.account === account && arn.region === region;
  const ids = names.flatMap((name = "") => {
    const arn = parseArn(name);
    const id = arn && isHere(arn) ? arn.resource.replace(/^instance\//, "") : name;
    return idPattern.test(id) ? [id] : [];
  });
  // Two names of one device that say different things are nobody's.
  return new Set(ids).size === 1 ? ids[0] : undefined;
}

function questionAbout(instance: Instance): string | undefined {
  const { instanceId, instanceState, networkInterfaceSet = [], tagSet = [] } = instance;
  const { name } = instanceState;
  if (networkInterfaceSet.length === 0 || ["shutting-down", "terminated"].includes(name)) {
    return `${instanceId} is ${cleanLine(name, 40)}: there is nothing to isolate`;
  }
  const fleet = tagSet.find(({ key }) => key === "aws:autoscaling:groupName")?.value;
  return fleet === undefined
    ? undefined
    : `${instanceId} belongs to the Auto Scaling group ${cleanLine(fleet, 100)}, which would replace it: detach it first`;
}

function targetOf(instance: Instance, { account, region }: Place): Target {
  const { instanceId, privateDnsName, tagSet = [], networkInterfaceSet = [] } = instance;
  const name = tagSet.find(({ key }) => key === "Name")?.value;
  const isDomainController = tagSet.some(({ key, value }) =>
    [key, value].some((word) => /^domain[ _-]?controller$/i.test(word)),
  );
  const names = [
    instanceId,
    name,
    privateDnsName,
    `arn:aws:ec2:${region}:${account}:instance/${instanceId}`,
  ];
  return {
    id: instanceId,
    label: name ? `${instanceId} (${name})` : instanceId,
    names: names.filter((one): one is string => one !== undefined && one !== ""),
    addresses: networkInterfaceSet
      .flatMap((one) => [
        ...(one.privateIpAddressesSet ?? []),
        ...(one.ipv6AddressesSet ?? []),
        one.association?.publicIp,
      ])
      .filter((one): one is string => typeof one === "string"),
    roles: tagSet.map(({ key, value }) => `${key}=${value}`),
    // Amazon's own word for an instance is a virtual server.
    role: isDomainController ? "domain-controller" : "server",
  };
}
