export interface InstanceRow {
  InstanceId: string;
  State: "pending" | "running" | "shutting-down" | "terminated" | "stopping" | "stopped";
  VpcId: string;
  Tags: Record<string, string>;
  Interfaces: InterfaceRow[];
  /** "instance-store" for one whose disk is where it runs; "ebs" when left out. */
  RootDeviceType?: "ebs" | "instance-store";
  /** "spot" for one that AWS may take back. */
  Lifecycle?: "spot";
  /** When its state settles, in milliseconds since 1970. */
  SettlesAt?: number;
  /** EBS volumes by device. */
  Volumes: Record<string, string>;
}

export interface InterfaceRow {
  NetworkInterfaceId: string;
  Groups: string[];
  PrivateIpAddress: string;
  PublicIp?: string;
  /** Of AWS's own addresses, and not of the account's Elastic IPs. */
  isBorrowed?: boolean;
}

export interface GroupRow {
  GroupId: string;
  GroupName: string;
  VpcId: string;
  /** Where it lets traffic out to. */
  Egress: string[];
}

export interface SnapshotRow {
  SnapshotId: string;
  VolumeId: string;
  Description: string;
  Tags: Record<string, string>;
  /** Milliseconds since 1970. */
  StartTime: number;
}

export interface AclRow {
  NetworkAclId: string;
  VpcId: string;
  Entries: EntryRow[];
}

export interface EntryRow {
  RuleNumber: number;
  Egress: boolean;
  RuleAction: "allow" | "deny";
  Protocol: string;
  CidrBlock?: string;
  Ipv6CidrBlock?: string;
}

const vpc = "vpc-0a1b2c3d4e5f60001";
const group = (GroupId: string, GroupName: string, more: Partial<GroupRow> = {}): GroupRow => ({
  GroupId,
  GroupName,
  VpcId: vpc,
  Egress: ["0.0.0.0/0"],
  ...more,
});

/** The security groups that are there before any scene is set. */
export const publishedGroups: GroupRow[] = [
  group("sg-0a1b2c3d4e5f60001", "web"),
  group("sg-0a1b2c3d4e5f60002", "management"),
  group("sg-0a1b2c3d4e5f6000f", "soar-isolation", { Egress: [] }),
  group("sg-0a1b2c3d4e5f6000e", "soar-isolation-left-open"),
  group("sg-0a1b2c3d4e5f60003", "other", { VpcId: "vpc-0a1b2c3d4e5f60002" }),
];

const instance = (InstanceId: string, more: Partial<InstanceRow> = {}): InstanceRow => ({
  InstanceId,
  State: "running",
  VpcId: vpc,
  Tags: {},
  Interfaces: [
    {
      NetworkInterfaceId: `eni-${InstanceId.slice(2)}`,
      Groups: ["sg-0a1b2c3d4e5f60001"],
      PrivateIpAddress: "10.20.0.9",
    },
  ],
  Volumes: { "/dev/xvda": `vol-${InstanceId.slice(2)}` },
  ...more,
});

/** The instances that are there before any scene is set. */
export const publishedInstances: InstanceRow[] = [
  instance("i-0a1b2c3d4e5f60718", {
    Tags: { Name: "web-1", team: "shop" },
    Interfaces: [
      {
        NetworkInterfaceId: "eni-0a1b2c3d4e5f60001",
        Groups: ["sg-0a1b2c3d4e5f60001", "sg-0a1b2c3d4e5f60002"],
        PrivateIpAddress: "10.20.0.5",
        PublicIp: "52.48.10.20",
      },
      {
        NetworkInterfaceId: "eni-0a1b2c3d4e5f60002",
        Groups: ["sg-0a1b2c3d4e5f60002"],
        PrivateIpAddress: "10.20.1.5",
      },
    ],
    Volumes: { "/dev/xvda": "vol-0a1b2c3d4e5f60001", "/dev/sdf": "vol-0a1b2c3d4e5f60002" },
  }),
  instance("i-0a1b2c3d4e5f60719", { Tags: { Name: "web-2" } }),
  instance("i-0a1b2c3d4e5f60720", { Tags: { "aws:autoscaling:groupName": "web-fleet" } }),
  instance("i-0a1b2c3d4e5f60721", { State: "terminated", Interfaces: [], Volumes: {} }),
  instance("i-0a1b2c3d4e5f60722", { VpcId: "vpc-0a1b2c3d4e5f60002" }),
  instance("i-0a1b2c3d4e5f60723", { Tags: { role: "Domain controller" } }),
];
