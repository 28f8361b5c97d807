import { isIP } from "node:net";
import type { AclRow, EntryRow } from "./ec2-rows";
import type { Ec2Tables } from "./ec2-tables";
import { type Form, listIn } from "./form";
import { Problem } from "./problem";
import { accountId } from "./published";

const both = (entry: Omit<EntryRow, "Egress">): EntryRow[] => [
  { ...entry, Egress: false },
  { ...entry, Egress: true },
];

/** The network ACL that is there before any scene is set; its last rules are those that AWS makes. */
export const publishedAcl: AclRow = {
  NetworkAclId: "acl-0a1b2c3d4e5f60001",
  VpcId: "vpc-0a1b2c3d4e5f60001",
  Entries: [
    ...both({ RuleNumber: 100, RuleAction: "allow", Protocol: "-1", CidrBlock: "0.0.0.0/0" }),
    ...both({ RuleNumber: 101, RuleAction: "allow", Protocol: "-1", Ipv6CidrBlock: "::/0" }),
    ...both({ RuleNumber: 32_767, RuleAction: "deny", Protocol: "-1", CidrBlock: "0.0.0.0/0" }),
    ...both({ RuleNumber: 32_768, RuleAction: "deny", Protocol: "-1", Ipv6CidrBlock: "::/0" }),
  ],
};

const maxRules = 20;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html */
export function aclOperations({ acls }: Ec2Tables, isOvertaken: () => boolean) {
  function find(id: string): AclRow {
    const found = acls.get(id);
    if (found) return found;
    throw new Problem("InvalidNetworkAclID.NotFound", `The networkAcl ID '${id}' does not exist`);
  }

  function add(row: AclRow, entry: EntryRow): void {
    const sameWay = row.Entries.filter(({ Egress }) => Egress === entry.Egress);
    if (sameWay.some(({ RuleNumber }) => RuleNumber === entry.RuleNumber)) {
      const message = `The network acl entry identified by ${entry.RuleNumber} already exists.`;
      throw new Problem("NetworkAclEntryAlreadyExists", message);
    }
    if (sameWay.length >= maxRules) {
      const message = `The maximum number of network acl entries (${maxRules}) has been reached.`;
      throw new Problem("NetworkAclEntryLimitExceeded", message);
    }
    const Entries = [...row.Entries, entry].toSorted((a, b) => a.RuleNumber - b.RuleNumber);
    acls.set(row.NetworkAclId, { ...row, Entries });
  }

  return {
    DescribeNetworkAcls: (form: Form) => ({
      networkAclSet: listIn(form, "NetworkAclId")
        .map(find)
        .map((row) => ({
          networkAclId: row.NetworkAclId,
          vpcId: row.VpcId,
          default: false,
          entrySet: row.Entries.map((one) => ({
            ruleNumber: one.RuleNumber,
            protocol: one.Protocol,
            ruleAction: one.RuleAction,
            egress: one.Egress,
            ...(one.CidrBlock && { cidrBlock: one.CidrBlock }),
            ...(one.Ipv6CidrBlock && { ipv6CidrBlock: one.Ipv6CidrBlock }),
          })),
          associationSet: [],
          tagSet: [],
          ownerId: accountId,
        })),
    }),

    CreateNetworkAclEntry(form: Form) {
      const entry = entryIn(form);
      const id = form.get("NetworkAclId") ?? "";
      if (isOvertaken()) add(find(id), { ...entry, CidrBlock: "203.0.113.99/32" });
      add(find(id), entry);
      return { return: true };
    },

    DeleteNetworkAclEntry(form: Form) {
      const row = find(form.get("NetworkAclId") ?? "");
      const number = Number(form.get("RuleNumber"));
      const isEgress = form.get("Egress") === "true";
      const isIt = (one: EntryRow): boolean => one.RuleNumber === number && one.Egress === isEgress;
      if (!row.Entries.some(isIt)) {
        const message = `The network acl entry identified by ${number} does not exist`;
        throw new Problem("InvalidNetworkAclEntry.NotFound", message);
      }
      const Entries = row.Entries.filter((one) => !isIt(one));
      acls.set(row.NetworkAclId, { ...row, Entries });
      return { return: true };
    },
  };
}

function entryIn(form: Form): EntryRow {
  const RuleNumber = Number(form.get("RuleNumber"));
  const [action, egress, protocol] = ["RuleAction", "Egress", "Protocol"].map((name) =>
    form.get(name),
  );
  const [four, six] = [form.get("CidrBlock"), form.get("Ipv6CidrBlock")];
  const isRange =
    (four === null) !== (six === null) &&
    isIP((four ?? six ?? "").split("/")[0]!) === (four ? 4 : 6);
  const fits =
    Number.isInteger(RuleNumber) &&
    RuleNumber >= 1 &&
    RuleNumber <= 32_766 &&
    (action === "allow" || action === "deny") &&
    (egress === "true" || egress === "false") &&
    isRange;
  if (!fits || !protocol)
    throw new Problem("InvalidParameterValue", "An invalid value was provided.");
  return {
    RuleNumber,
    Egress: egress === "true",
    RuleAction: action,
    Protocol: protocol,
    ...(four !== null && { CidrBlock: four }),
    ...(six !== null && { Ipv6CidrBlock: six }),
  };
}
