import { z } from "zod";

// https://developer.atlassian.com/cloud/jira/platform/rest/v3/ and, for Data Center, .../server/jira/platform/rest/

const id = z.union([z.string().min(1), z.number().transform(String)]);

/** An issue of a search, or one of several that were asked for by key. */
const issue = z.object({
  id,
  key: z.string().min(1),
  fields: z.object({ labels: z.array(z.string()).nullish() }).nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
});
export type Issue = z.infer<typeof issue>;

export const issueResponse = issue;
export const issuesResponse = z.object({ issues: z.array(issue) });

export const createdResponse = z.object({ id, key: z.string().min(1) });

/** An answer of which nothing is needed but that a thing has an id. */
export const madeResponse = z.object({ id });

/** An edit and a transition answer 204 and nothing: a page in its place is no success. */
export const emptyResponse = z.undefined();

const category = z.object({ key: z.string().nullish() }).nullish();
const status = z.object({ name: z.string(), statusCategory: category });

export const statusResponse = z.object({
  id,
  key: z.string().min(1),
  fields: z.object({
    status,
    assignee: z.object({ displayName: z.string().nullish() }).nullish(),
    updated: z.string().nullish(),
  }),
});

const transition = z.object({
  id,
  name: z.string(),
  to: status,
  /** Those on the transition's screen, by id. */
  fields: z.record(z.string(), z.unknown()).nullish(),
});
export type Transition = z.infer<typeof transition>;
export const transitionsResponse = z.object({ transitions: z.array(transition) });

/** The body is a document in v3, and a text in v2. */
export const commentsResponse = z.object({
  comments: z.array(z.object({ body: z.unknown() })),
  total: z.number().nullish(),
});

export const myselfResponse = z
  .object({ accountId: z.string().nullish(), name: z.string().nullish() })
  .refine(({ accountId, name }) => Boolean(accountId ?? name), { path: ["accountId"] });

const issueType = z.object({ id, name: z.string() });
const field = z.object({
  fieldId: z.string(),
  name: z.string(),
  required: z.boolean().nullish(),
  hasDefaultValue: z.boolean().nullish(),
});

const total = z.number().nullish();

/** Cloud and Data Center call the same list by different names. */
export const issueTypesResponse = z
  .object({ issueTypes: z.array(issueType).nullish(), values: z.array(issueType).nullish(), total })
  .transform((page) => ({ rows: page.issueTypes ?? page.values ?? [], total: page.total ?? 0 }));

export const fieldsResponse = z
  .object({ fields: z.array(field).nullish(), values: z.array(field).nullish(), total })
  .transform((page) => ({ rows: page.fields ?? page.values ?? [], total: page.total ?? 0 }));

/** What the secret holds: all parts of it together, so that they rotate together. */
export const credentials = z.union([
  z.object({ email: z.string().min(1), apiToken: z.string().min(1) }),
  z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) }),
  z.object({ personalAccessToken: z.string().min(1) }),
]);
