import { accountId } from "./published";

/** A finding as the API answers it. */
export interface GuardDutyRow {
  id: string;
  region: string;
  accountId: string;
  arn: string;
  type: string;
  title: string;
  severity: number;
  createdAt: string;
  updatedAt: string;
  resource: object;
  service: {
    archived: boolean;
    count: number;
    detectorId: string;
    userFeedback?: string;
    eventLastSeen?: string;
    action?: object;
  };
  /** What was said with the feedback; the API does not answer it. */
  comments?: string;
}

/** The account's one detector of each region where GuardDuty is on. */
export const detectors: Readonly<Record<string, string>> = {
  "eu-west-1": "12abc34d567e8fa901bc2d34e56789f0",
  "us-east-1": "22abc34d567e8fa901bc2d34e56789f0",
};

/** A finding with all that is left out filled in. */
export function guardDutyRow(
  given: Partial<GuardDutyRow> & { id: string },
  now: number,
): GuardDutyRow {
  const region = given.region ?? "eu-west-1";
  const account = given.accountId ?? accountId;
  const detectorId = detectors[region] ?? "";
  const at = new Date(now - 3_600_000).toISOString();
  return {
    region,
    accountId: account,
    arn: `arn:aws:guardduty:${region}:${account}:detector/${detectorId}/finding/${given.id}`,
    type: "UnauthorizedAccess:EC2/MaliciousIPCaller.Custom",
    title: "An EC2 instance talks to an address on a list",
    severity: 5,
    createdAt: at,
    updatedAt: at,
    resource: {},
    ...given,
    service: { archived: false, count: 1, detectorId, ...given.service },
  };
}

/** What GuardDuty has found before any scene is set. */
export const publishedGuardDuty = (now: number): GuardDutyRow[] => [
  guardDutyRow(
    {
      id: "a1b2c3d4e5f60718a1b2c3d4e5f60718",
      severity: 8,
      resource: {
        resourceType: "Instance",
        instanceDetails: { instanceId: "i-0a1b2c3d4e5f60718" },
      },
      service: {
        archived: false,
        count: 12,
        detectorId: detectors["eu-west-1"]!,
        action: {
          actionType: "NETWORK_CONNECTION",
          networkConnectionAction: { remoteIpDetails: { ipAddressV4: "45.83.64.10" } },
        },
      },
    },
    now,
  ),
];
