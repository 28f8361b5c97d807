import type { ContainmentMethod, Mark, Together } from "../../domain/containing";
import type { Claim, Resolution, Target } from "../../domain/containment";
import { parseIp } from "../../domain/ip-bits";
import { exactAddress } from "../exact-address";
import { ConnectorError, notConfigured } from "../connector-error";
import { type Way, entryFor, freeNumber, lookAt, ways } from "./acl";
import { cidrOf } from "./cidr";
import { type Aws, vendor } from "./client";
import { type AclEntry, aclsAnswer } from "./ec2-schema";

const attempts = 5;

/**
 * Addresses that a network ACL denies, in and out. A rule is made under a number that nobody has: where somebody
 * else was faster EC2 refuses it, and another is taken.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
 */
export function aclBlock(
  aws: Aws,
  acl: string | undefined,
): ContainmentMethod & { together: Together } {
  function named(): string {
    if (acl === undefined) throw notConfigured(vendor, "AWS_NETWORK_ACL");
    return acl;
  }

  async function change(object: string, add: string[], remove: string[], mark: Mark) {
    if (object !== named()) {
      const message = `${named()} is the network ACL that the settings name now, not ${object}: nothing was changed`;
      throw new ConnectorError(vendor, "permanent", message);
    }
    for (const address of remove) {
      for (const way of ways) await take(aws, object, address, way, mark);
    }
    for (const address of add) {
      for (const way of ways) await put(aws, object, address, way, mark);
    }
  }

  return {
    resolve: async (claim) => resolved(claim),
    look: async ({ id }, mark) => lookAt(await readAcl(aws, named(), mark), id),
    act: ({ id }, mark) => change(named(), [id], [], mark),
    undo: ({ id }, _, mark) => change(named(), [], [id], mark),
    together: {
      objectOf: named,
      change: (object, add, remove, mark) => change(object, add.map(idOf), remove.map(idOf), mark),
    },
  };
}

const idOf = ({ id }: Target): string => id;

/** The rules of an ACL. */
export async function readAcl(aws: Aws, acl: string, mark?: Mark): Promise<AclEntry[]> {
  const input = { "NetworkAclId.1": acl };
  const { networkAclSet } = await aws("ec2", mark).read("DescribeNetworkAcls", input, aclsAnswer);
  const found = networkAclSet.find(({ networkAclId }) => networkAclId === acl);
  if (found) return found.entrySet;
  throw new ConnectorError(vendor, "not-found", `EC2 knows no network ACL ${acl}`);
}

/** Makes our rule for an address and way, if it is not there. */
async function put(aws: Aws, acl: string, address: string, way: Way, mark: Mark): Promise<void> {
  const parameter = parseIp(address)?.family === 6 ? "Ipv6CidrBlock" : "CidrBlock";
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const entries = await readAcl(aws, acl, mark);
    if (entryFor(entries, address, way)) return;
    const number = freeNumber(entries, way);
    if (number === undefined) {
      const message = `Rules 1 to 99 of network ACL ${acl} are all taken: take out what is not needed`;
      throw new ConnectorError(vendor, "permanent", message);
    }
    const input = {
      NetworkAclId: acl,
      RuleNumber: number,
      Protocol: "-1",
      RuleAction: "deny",
      Egress: way === "out",
      [parameter]: cidrOf(address),
    };
    const service = aws("ec2", mark);
    if (await service.send("CreateNetworkAclEntry", input, "NetworkAclEntryAlreadyExists")) return;
  }
  const message = `Others took a rule's number of network ACL ${acl} ${attempts} times: see that whatever else writes to it waits`;
  throw new ConnectorError(vendor, "transient", message);
}

/** Takes out our rule for an address and way, if it is there. */
async function take(aws: Aws, acl: string, address: string, way: Way, mark: Mark): Promise<void> {
  const entry = entryFor(await readAcl(aws, acl, mark), address, way);
  if (!entry) return;
  const input = { NetworkAclId: acl, RuleNumber: entry.ruleNumber, Egress: way === "out" };
  await aws("ec2", mark).send("DeleteNetworkAclEntry", input, "InvalidNetworkAclEntry.NotFound");
}

const resolved = (claim: Claim): Resolution =>
  exactAddress(claim, "Network ACLs of AWS hold addresses only");
