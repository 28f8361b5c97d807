import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { BUDGETED } from "../domain/budget";
import { FINDING_SOURCES, NOTED_SOURCES } from "../domain/finding-source";
import { type Policy, CHANNELS } from "../domain/policy";
import { OUTCOME_SINKS, outcomeSinks } from "../domain/report/outcome-sink";
import { TICKET_SYSTEM_NAMES } from "../domain/ticket";
import { context, score } from "./policy-assessment";
import { agree, contain, follow, neverDone, protectedOnes } from "./policy-containment";
import { closing, domains, each, networks, severity, whole } from "./policy-values";
import { sources } from "./policy-sources";
import { tickets } from "./policy-tickets";

const limit = whole(0, 10_000_000).exactOptional();

const budget = z.strictObject({
  perMinute: limit.describe("Calls in any 60 seconds."),
  perFiveMinutes: limit.describe("Calls in any five minutes."),
  perDay: limit.describe("Calls of a day in UTC."),
  perMonth: limit.describe("Calls of a month in UTC."),
  concurrent: whole(1, 1_000).exactOptional().describe("Calls at the same time."),
  skipAfterMinutes: limit.describe(
    "Goes on without the service rather than wait longer than this in all; waits when left out.",
  ),
});

const policy = z.strictObject({
  $schema: z.string().exactOptional().describe("For editors."),
  settle: z
    .strictObject({
      patienceMinutes: whole(0, 60).describe(
        "How long to wait for entities that Sentinel has not attached yet.",
      ),
    })
    .describe("How an incident is taken in."),
  open: z
    .strictObject({
      tag: z.string().min(1).max(100).describe("Added to each incident that was answered."),
      ownerObjectId: z
        .guid()
        .nullable()
        .describe("Entra object id that becomes the owner of an unowned incident; null for none."),
      ticketFromSeverity: severity.describe("A ticket is opened from this severity on."),
      ticketSystem: z.enum(TICKET_SYSTEM_NAMES).describe("Where tickets are opened."),
    })
    .describe("How a case is opened."),
  tickets: tickets.describe("How an incident becomes a ticket, by the system's name."),
  lookUps: z
    .strictObject({
      maxPerIncident: whole(0, 100).describe("Observables asked about for one incident."),
      patienceMinutes: whole(0, 24 * 60).describe(
        'How long to wait in all for a source that says "later".',
      ),
      logDays: whole(1, 90).describe("How far back log queries look."),
      urls: z
        .enum(["whole", "host"])
        .exactOptional()
        .describe("Whether sources see whole URLs, or their hosts only; whole when left out."),
      watchlists: z
        .array(z.string().min(1).max(100))
        .max(20)
        .exactOptional()
        .describe("Aliases of watchlists that speak against what is on them; others are told of."),
    })
    .describe("How much is asked, and how patiently."),
  sources,
  budgets: z
    .record(
      z.string().refine((name) => BUDGETED.includes(name), {
        error: ({ input }) =>
          `No service is called ${JSON.stringify(input)}: ${BUDGETED.join(", ")}`,
      }),
      budget,
    )
    .describe(
      "How much of a service one key may use, by the connector's name; else what its plan gives.",
    ),
  own: z
    .strictObject({
      networks: networks.describe("CIDR ranges."),
      domains: domains.describe("Each with all below it."),
    })
    .describe("Ours: never sent to a vendor, never blocked."),
  protected: protectedOnes.describe("Never touched, whatever speaks against it."),
  notify: z
    .strictObject({
      fromSeverity: severity.describe("A message is posted from this severity on."),
      channels: z.array(z.enum(CHANNELS)).describe("Each gets the message once."),
      mailTo: z.array(z.email()).max(20).describe("Who gets the mail."),
      pageFromSeverity: severity
        .nullable()
        .describe("Somebody is paged from this severity on; null pages nobody."),
    })
    .describe("Who is told, and how."),
  score: score.describe("What each kind of evidence counts, and what scores mean."),
  context: context.describe("Which sources of context are asked."),
  contain: contain.describe("What may be done to keep an attacker out, and within which limits."),
  agree: agree.describe("Who decides what the policy does not allow to run by itself."),
  follow: follow.describe("How ticket and incident are kept in step after the report."),
  close: z
    .strictObject({
      whenContained: closing.describe(
        "Closes when everything planned was done and no source was missing; null leaves it open.",
      ),
      whenBenign: closing.describe(
        "Closes when every observable is benign and no source was missing; null leaves it open.",
      ),
      inDefender: z
        .boolean()
        .optional()
        .describe(
          "Resolves the same incident of the Defender portal, too, with a comment and a determination.",
        ),
      findings: z
        .array(z.enum(FINDING_SOURCES))
        .optional()
        .describe(
          "Whose findings are closed along with an incident whose alerts name them by their ids; none when left out.",
        ),
    })
    .describe("When a case is closed without a person."),
  report: z
    .strictObject({
      ...each(OUTCOME_SINKS, z.boolean().exactOptional(), (sink) => outcomeSinks[sink].how).shape,
      findings: z
        .array(z.enum(NOTED_SOURCES))
        .optional()
        .describe("Whose findings get a note where an incident's alerts name them by their ids."),
    })
    .exactOptional()
    .describe("Where else the outcome of a run is written; nowhere when left out."),
  sweeps: z
    .strictObject({
      sentinel: z
        .enum(["create", "skip"])
        .describe("Whether the incident of a finding is made in Sentinel, too."),
      newerThanHours: whole(1, 24 * 30).describe(
        "What happened longer ago is reported, and nothing is contained because of it.",
      ),
      blocksPerSweep: whole(0, 100).describe(
        "Containments that one sweep leads to without a person, whatever its source allows; beyond it people are asked.",
      ),
    })
    .exactOptional()
    .describe('What becomes of findings in logs; when left out "skip", 24 and 5.'),
});

/** What is wrong with a key of a policy. */
export interface PolicyProblem {
  /** From the top: ["contain", "kinds"]. */
  path: (string | number)[];
  message: string;
}

export type CheckedPolicy = { ok: true; policy: Policy } | { ok: false; problems: PolicyProblem[] };

/** The team's decisions in a parsed JSON text, or every problem with them. */
export function checkPolicy(json: unknown): CheckedPolicy {
  const parsed = policy.safeParse(json);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.flatMap(problemsOf) };
  const { $schema: _, ...decisions } = parsed.data;
  const kinds = { ...neverDone, ...decisions.contain.kinds };
  return { ok: true, policy: { ...decisions, contain: { ...decisions.contain, kinds } } };
}

/** The team's decisions from a file; throws one error that names the file and every key with a problem. */
export function readPolicy(file: string): Policy {
  const checked = checkPolicy(jsonOf(file));
  if (checked.ok) return checked.policy;
  const problems = checked.problems.map(
    ({ path, message }) => `${path.join(".") || "the file"}: ${message}`,
  );
  throw new Error(`Cannot use the policy "${resolve(file)}":\n  ${problems.join("\n  ")}`);
}

/** A key that is not known has a problem of its own: each is shown where it stands. */
function problemsOf(issue: z.core.$ZodIssue): PolicyProblem[] {
  const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({
    path: [...path, key],
    message: `No key is called "${key}" here`,
  }));
}

/**
 * What `policy.schema.json` holds, for editors. After a change, from the built app:
 * `node -p 'JSON.stringify(require("./dist/config/policy").policyJsonSchema(), null, 2)' > policy.schema.json`
 */
export const policyJsonSchema = (): object => ({
  ...z.toJSONSchema(policy, { target: "draft-7" }),
  title: "What a team decides for Durable Response",
});

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`Cannot read the policy "${resolve(file)}": ${message}`, { cause: error });
  }
}
