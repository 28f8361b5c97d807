import type { Account, ArmorPolicy, Finding, Firewall, Instance, User } from "./scene";

const webKey = "4fb5f6d0c1a2938475665748392a1b0c9d8e7f60";

/** The service accounts that are there before any scene is set. */
export const publishedAccounts: Account[] = [
  {
    project: "contoso-web",
    email: "web-frontend@contoso-web.iam.gserviceaccount.com",
    uniqueId: "104857600000000000001",
    displayName: "Web front end",
    disabled: false,
    roles: ["roles/storage.objectViewer"],
    keys: [
      { id: webKey, keyType: "USER_MANAGED", disabled: false },
      {
        id: "00aa11bb22cc33dd44ee55ff66007788990011aa",
        keyType: "SYSTEM_MANAGED",
        disabled: false,
      },
    ],
  },
  {
    project: "contoso-data",
    email: "pipeline@contoso-data.iam.gserviceaccount.com",
    uniqueId: "104857600000000000002",
    displayName: "Data pipeline",
    disabled: false,
    roles: ["roles/bigquery.admin"],
    keys: [],
  },
];

export const publishedPolicy: ArmorPolicy = {
  project: "contoso-web",
  name: "edge",
  rules: [
    {
      priority: 900,
      action: "allow",
      preview: false,
      description: "Offices",
      srcIpRanges: ["198.51.100.0/24"],
    },
    {
      priority: 2_147_483_647,
      action: "allow",
      preview: false,
      description: "Default rule, higher priority overrides it",
      srcIpRanges: ["*"],
    },
  ],
};

export const publishedInstance: Instance = {
  project: "contoso-web",
  zone: "europe-west4-a",
  name: "web-1",
  id: "6104857600000000011",
  status: "RUNNING",
  tags: ["http-server", "web"],
  revision: 1,
  disks: ["PERSISTENT"],
  networkIP: "10.164.0.11",
  natIP: "34.90.12.34",
};

export const publishedFirewalls: Firewall[] = (["INGRESS", "EGRESS"] as const).map((direction) => ({
  name: `soar-quarantine-${direction.toLowerCase()}`,
  project: "contoso-web",
  direction,
  disabled: false,
  targetTags: ["soar-quarantine"],
  ranges: ["0.0.0.0/0"],
}));

const user = { aliases: [], isAdmin: false, isDelegatedAdmin: false, suspended: false };

export const publishedUsers: User[] = [
  {
    ...user,
    id: "104857600000000000101",
    primaryEmail: "alex@contoso.example",
    aliases: ["a.example@contoso.example"],
    fullName: "Alex Example",
  },
  {
    ...user,
    id: "104857600000000000102",
    primaryEmail: "soar-admin@contoso.example",
    fullName: "Incident response",
    isDelegatedAdmin: true,
  },
];

/** The one finding that is there before any scene is set; what a scene leaves out of others is as here. */
export const publishedFinding: Finding = {
  name: "organizations/104857600001/sources/8600001/locations/global/findings/5c0fd7a1b2c34d5e8f90a1b2c3d4e5f6",
  state: "ACTIVE",
  mute: "UNDEFINED",
  category: "Persistence: IAM Anomalous Grant",
  severity: "HIGH",
  findingClass: "THREAT",
  eventTime: "2026-11-24T02:41:07.512Z",
  resourceName: "//cloudresourcemanager.googleapis.com/projects/123456789012",
  marks: {},
  markings: 0,
};
