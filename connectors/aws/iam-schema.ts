import { z } from "zod";

/** What an answer of the query protocol wraps: `<GetUserResponse><GetUserResult>`. */
export const resultOf = <T extends z.ZodType>(operation: string, result: T) =>
  z.preprocess((body) => {
    const response = (body as Record<string, unknown> | null | undefined)?.[`${operation}Response`];
    return (response as Record<string, unknown> | null | undefined)?.[`${operation}Result`];
  }, result);

/** A list; XML writes an empty one as an element without text. */
export const listOf = <T extends z.ZodType>(entry: T) =>
  z.preprocess((value) => (value === "" ? [] : value), z.array(entry));

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html */
export const userAnswer = resultOf(
  "GetUser",
  z.object({
    User: z.object({
      UserName: z.string().min(1),
      UserId: z.string().min(1),
      Arn: z.string().min(1),
      Tags: listOf(z.object({ Key: z.string(), Value: z.string() })).optional(),
    }),
  }),
);

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html */
export const keysAnswer = resultOf(
  "ListAccessKeys",
  z.object({
    AccessKeyMetadata: listOf(z.object({ AccessKeyId: z.string().min(1), Status: z.string() })),
  }),
);

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
export const simulationAnswer = resultOf(
  "SimulatePrincipalPolicy",
  z.object({
    EvaluationResults: listOf(
      z.object({ EvalDecision: z.string(), MissingContextValues: listOf(z.string()).optional() }),
    ),
  }),
);

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export const roleAnswer = resultOf(
  "GetRole",
  z.object({
    Role: z.object({
      RoleName: z.string().min(1),
      RoleId: z.string().min(1),
      Arn: z.string().min(1),
      Path: z.string(),
    }),
  }),
);

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html; the document is percent-encoded. */
export const rolePolicyAnswer = resultOf(
  "GetRolePolicy",
  z.object({ PolicyDocument: z.string().transform(decoded) }),
);

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const callerAnswer = resultOf("GetCallerIdentity", z.object({ Arn: z.string().min(1) }));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
