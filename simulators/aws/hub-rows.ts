import { accountId } from "./published";

/** A finding in the AWS Security Finding Format, the part that is needed here. */
export interface HubRow {
  Id: string;
  ProductArn: string;
  ProductName?: string;
  AwsAccountId: string;
  Region: string;
  Title: string;
  Description: string;
  Types: string[];
  CreatedAt: string;
  UpdatedAt: string;
  LastObservedAt?: string;
  Severity: { Label: string };
  Workflow: { Status: string };
  RecordState: string;
  VerificationState?: string;
  Note?: { Text: string; UpdatedBy: string; UpdatedAt: string };
  Resources: { Type: string; Id: string; Details?: object }[];
  Network?: object;
}

/** A change that does not show yet. */
export interface PendingUpdate {
  key: string;
  at: number;
  change: Partial<HubRow>;
}

export const keyOf = ({ Id, ProductArn }: Pick<HubRow, "Id" | "ProductArn">): string =>
  `${ProductArn} ${Id}`;

/** A finding with all that is left out filled in. */
export function hubRow(given: Partial<HubRow> & { Id: string }, now: number): HubRow {
  const at = new Date(now - 3_600_000).toISOString();
  return {
    ProductArn: "arn:aws:securityhub:eu-west-1::product/aws/guardduty",
    ProductName: "GuardDuty",
    AwsAccountId: accountId,
    Region: "eu-west-1",
    Title: "An EC2 instance talks to an address on a list",
    Description: "It is on a list of the account's own.",
    Types: ["TTPs/Command and Control/UnauthorizedAccess:EC2-MaliciousIPCaller.Custom"],
    CreatedAt: at,
    UpdatedAt: at,
    Severity: { Label: "HIGH" },
    Workflow: { Status: "NEW" },
    RecordState: "ACTIVE",
    Resources: [
      {
        Type: "AwsEc2Instance",
        Id: `arn:aws:ec2:eu-west-1:${accountId}:instance/i-0a1b2c3d4e5f60718`,
      },
    ],
    ...given,
  };
}

/** What Security Hub has before any scene is set: what GuardDuty found. */
export const publishedHub = (now: number): HubRow[] => [
  hubRow(
    {
      Id: `arn:aws:guardduty:eu-west-1:${accountId}:detector/12abc34d567e8fa901bc2d34e56789f0/finding/a1b2c3d4e5f60718a1b2c3d4e5f60718`,
    },
    now,
  ),
];
