import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

interface IpSet {
  Id: string;
  Addresses: string[];
  LockToken: string;
}

const simulator = "aws";
interface Account {
  ipSets: IpSet[];
  users: unknown[];
  instances: { InstanceId: string; Interfaces: { Groups: string[] }[]; Volumes: object }[];
  acls: { NetworkAclId: string; Entries: { RuleNumber: number; CidrBlock?: string }[] }[];
  snapshots: { Description: string }[];
  roles: { RoleName: string; policies: Record<string, string> }[];
}
const stateOf = (vendors: RunningSimulators) => vendors.state(simulator) as Account;
const claimOf = (value: string): ContainmentCase["claim"] => ({
  kind: "observable",
  observable: { kind: "address", value },
});
const ofTheNetworkTeam = {
  RuleNumber: 50,
  Egress: false,
  RuleAction: "deny",
  Protocol: "-1",
  CidrBlock: "198.51.100.0/24",
};
const reads = /^(?:Get|List|Describe|Simulate|Assume)/;
const isWrite: ContainmentCase["isWrite"] = ({ operation = "" }) => !reads.test(operation);
const ofTheWebTeam = "198.51.100.200/32";

export const cases: ContainmentCase[] = [
  {
    kind: "aws-waf-block",
    simulator,
    isWrite,
    claim: claimOf("45.83.64.10"),
    state: (vendors) => stateOf(vendors).ipSets.map((set) => ({ ...set, LockToken: "" })),
    meddling: {
      outcome: "kept",
      by(vendors) {
        const [{ Id, Addresses }] = stateOf(vendors).ipSets as [IpSet];
        vendors.scene(simulator, {
          ipSets: [
            { Id, Addresses: [...Addresses, ofTheWebTeam], LockToken: "changed-by-the-web-team" },
          ],
        });
      },
      isKept: (vendors) => stateOf(vendors).ipSets[0]!.Addresses.includes(ofTheWebTeam),
    },
    together: [claimOf("45.83.64.11"), claimOf("45.83.64.12")],
    protectedBy: { networks: ["45.83.64.0/24"] },
  },
  {
    kind: "disable-aws-access-keys",
    simulator,
    isWrite,
    claim: {
      kind: "account",
      account: { kind: "Account", label: "arn:aws:iam::123456789012:user/ci/build-agent" },
    },
    state: (vendors) => stateOf(vendors).users,
    meddling: {
      outcome: "left",
      by: (vendors) =>
        vendors.scene(simulator, {
          users: [
            {
              UserName: "build-agent",
              keys: { AKIASIMULATED0000001: "Inactive", AKIASIMULATED0000009: "Active" },
            },
          ],
        }),
    },
    protectedBy: { accounts: ["build-agent", "arn:aws:iam::123456789012:user/ci/build-agent"] },
  },
  {
    kind: "isolate-ec2-instance",
    simulator,
    isWrite,
    claim: {
      kind: "host",
      host: { kind: "Host", label: "web-1", hostName: "i-0a1b2c3d4e5f60718" },
    },
    // Its snapshots are evidence and stay; what must never be is more than one of a volume.
    state: (vendors) => ({
      instances: stateOf(vendors).instances,
      isRepeated: stateOf(vendors).snapshots.length > 2,
    }),
    meddling: {
      outcome: "left",
      by(vendors) {
        const [{ InstanceId, Interfaces }] = stateOf(vendors).instances as [
          Account["instances"][0],
        ];
        const [first, ...rest] = Interfaces;
        const changed = { ...first, Groups: ["sg-0a1b2c3d4e5f60002"] };
        vendors.scene(simulator, {
          instances: [{ InstanceId, Interfaces: [changed, ...rest] }],
        });
      },
    },
    protectedBy: {
      hosts: ["i-0a1b2c3d4e5f60718", "web-1", "team=shop"],
      networks: ["10.20.1.0/24", "52.48.10.20/32"],
    },
  },
  {
    kind: "stop-ec2-instance",
    simulator,
    isWrite,
    claim: { kind: "host", host: { kind: "Host", label: "i-0a1b2c3d4e5f60719" } },
    arrange: (vendors) => vendors.scene(simulator, { powerSeconds: 0 }),
    state: (vendors) => stateOf(vendors).instances,
    meddling: {
      outcome: "left",
      by: (vendors) =>
        vendors.scene(simulator, {
          instances: [{ InstanceId: "i-0a1b2c3d4e5f60719", State: "terminated" }],
        }),
    },
    protectedBy: { hosts: ["i-0a1b2c3d4e5f60719", "web-2"], networks: ["10.20.0.0/24"] },
  },
  {
    kind: "revoke-aws-role-sessions",
    simulator,
    isWrite,
    claim: {
      kind: "resource",
      resource: {
        kind: "CloudResource",
        label: "web-backend/i-0a1b2c3d4e5f60718",
        platform: "aws",
        id: "arn:aws:sts::123456789012:assumed-role/web-backend/i-0a1b2c3d4e5f60718",
      },
    },
    state: (vendors) => stateOf(vendors).roles,
    meddling: {
      outcome: "left",
      by(vendors) {
        const { policies } = stateOf(vendors).roles.find((one) => one.RoleName === "web-backend")!;
        const changed = Object.entries(policies).map(([name, text]) => [
          name,
          text.replace('"Resource":["*"]', '"Resource":["arn:aws:s3:::payroll/*"]'),
        ]);
        vendors.scene(simulator, {
          roles: [{ RoleName: "web-backend", policies: Object.fromEntries(changed) }],
        });
      },
    },
    protectedBy: {
      resources: ["web-backend", "arn:aws:iam::123456789012:role/service/web-backend"],
    },
  },
  {
    kind: "aws-acl-block",
    simulator,
    isWrite,
    claim: claimOf("45.83.64.10"),
    state: (vendors) => stateOf(vendors).acls,
    meddling: {
      outcome: "kept",
      by(vendors) {
        const [{ NetworkAclId, Entries }] = stateOf(vendors).acls as [Account["acls"][0]];
        vendors.scene(simulator, {
          acls: [{ NetworkAclId, Entries: [...Entries, ofTheNetworkTeam] }],
        });
      },
      isKept: (vendors) =>
        stateOf(vendors).acls[0]!.Entries.some(
          ({ CidrBlock }) => CidrBlock === ofTheNetworkTeam.CidrBlock,
        ),
    },
    together: [claimOf("45.83.64.11"), claimOf("45.83.64.12")],
    protectedBy: { networks: ["45.83.64.0/24"] },
  },
];
