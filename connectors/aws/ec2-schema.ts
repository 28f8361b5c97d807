import { z } from "zod";
import { listOf } from "./iam-schema";

const responseOf = <T extends z.ZodType>(operation: string, response: T) =>
  z.preprocess(
    (body) => (body as Record<string, unknown> | null | undefined)?.[`${operation}Response`],
    response,
  );

const tags = listOf(z.object({ key: z.string(), value: z.string() })).optional();
/** One member of each entry. */
const valuesOf = (name: string) =>
  listOf(z.record(z.string(), z.unknown()).transform((entry) => entry[name])).optional();

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
export const instancesAnswer = responseOf(
  "DescribeInstances",
  z.object({
    reservationSet: listOf(
      z.object({
        instancesSet: listOf(
          z.object({
            instanceId: z.string().min(1),
            instanceState: z.object({ name: z.string() }),
            rootDeviceType: z.string().optional(),
            instanceLifecycle: z.string().optional(),
            vpcId: z.string().optional(),
            privateDnsName: z.string().optional(),
            tagSet: tags,
            blockDeviceMapping: listOf(
              z.object({ ebs: z.object({ volumeId: z.string() }).optional() }),
            ).optional(),
            networkInterfaceSet: listOf(
              z.object({
                networkInterfaceId: z.string().min(1),
                groupSet: listOf(z.object({ groupId: z.string().min(1) })),
                association: z
                  .object({ publicIp: z.string(), ipOwnerId: z.string() })
                  .partial()
                  .optional(),
                privateIpAddressesSet: valuesOf("privateIpAddress"),
                ipv6AddressesSet: valuesOf("ipv6Address"),
              }),
            ).optional(),
          }),
        ),
      }),
    ),
  }),
);
export type Instance = z.infer<
  typeof instancesAnswer
>["reservationSet"][number]["instancesSet"][number];

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
export const groupsAnswer = responseOf(
  "DescribeSecurityGroups",
  z.object({
    securityGroupInfo: listOf(
      z.object({
        groupId: z.string().min(1),
        vpcId: z.string().optional(),
        ipPermissionsEgress: listOf(
          z.object({ ipRanges: valuesOf("cidrIp"), ipv6Ranges: valuesOf("cidrIpv6") }),
        ).optional(),
      }),
    ),
  }),
);

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html */
export const snapshotsAnswer = responseOf(
  "DescribeSnapshots",
  z.object({ snapshotSet: listOf(z.object({ volumeId: z.string(), status: z.string() })) }),
);

const aclEntry = z.object({
  ruleNumber: z.string().regex(/^\d+$/),
  protocol: z.string(),
  ruleAction: z.string(),
  egress: z.string(),
  cidrBlock: z.string().optional(),
  ipv6CidrBlock: z.string().optional(),
});
export type AclEntry = z.infer<typeof aclEntry>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkAcls.html */
export const aclsAnswer = responseOf(
  "DescribeNetworkAcls",
  z.object({
    networkAclSet: listOf(z.object({ networkAclId: z.string(), entrySet: listOf(aclEntry) })),
  }),
);
