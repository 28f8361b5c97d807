import { createHash } from "node:crypto";
import { z } from "zod";
import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";

/** The same each time, so that a repeat replaces what it wrote itself. */
export const namesOf = ({ id, label }: Target) => ({
  RoleName: label,
  PolicyName: `soar-${createHash("sha256").update(`revoke-aws-role-sessions:${id}`).digest("hex").slice(0, 12)}`,
});

/** Denies everything to sessions from before the containment began, whichever repeat writes it. */
export const documentOf = ({ text, since }: Mark): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: text.replaceAll(/[^A-Za-z0-9]/g, ""),
        Effect: "Deny",
        Action: ["*"],
        Resource: ["*"],
        Condition: { DateLessThan: { "aws:TokenIssueTime": since } },
      },
    ],
  });

// IAM may write a list of one as its entry.
const oneOf = <T extends z.ZodType>(entry: T) => z.union([entry, z.tuple([entry])]);
const all = oneOf(z.literal("*"));
const revocation = z.strictObject({
  Version: z.literal("2012-10-17"),
  Statement: oneOf(
    z.strictObject({
      Sid: z.string().optional(),
      Effect: z.literal("Deny"),
      Action: all,
      Resource: all,
      Condition: z.strictObject({
        DateLessThan: z.strictObject({ "aws:TokenIssueTime": oneOf(z.string()) }),
      }),
    }),
  ),
});

/** Whether a policy says what ours says, and nothing else. */
export function isOurs(policy: string): boolean {
  try {
    return revocation.safeParse(JSON.parse(policy)).success;
  } catch {
    return false;
  }
}
