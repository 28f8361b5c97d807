import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { z } from "zod";
import type { Approval } from "../domain/approval";
import { shownHtml } from "../domain/report/shown";
import type { ApprovalGate, LedgerRefused } from "./approval-gate";
import { messagePage } from "./approval-html";
import { approvalIdIn, saying, unknownApproval } from "./approval-refusals";
import { type Viewer, approvalPage, approvalsList } from "./approval-page";
import { createToken, readToken } from "./approval-token";
import { readBytes } from "./read-bytes";
import { type SignIn, isSameOrigin, personOf } from "./sign-in";

export interface ApprovalsOptions {
  gate: ApprovalGate;
  signIn: SignIn;
  /** Signs the tokens of forms; rejects when it cannot be read. */
  signingKey: () => Promise<string>;
  /** Where people reach the app, beside the address of the request. */
  publicUrl: string | undefined;
}

const maxBytes = 16 * 1_024;
const notYours = "You are not among those who may decide this.";
const noKey = "The key of the forms cannot be read now; try again.";

/** GET /api/approvals: what waits for a decision of the one who asks. */
export const approvalsPage = ({ gate, signIn }: ApprovalsOptions) =>
  saying(refusedPage, async (request: HttpRequest): Promise<HttpResponseInit> => {
    const person = personOf(request.headers, signIn, "local");
    if (!("id" in person)) return messagePage(person.status, person.message);
    const waiting = (await gate.waiting()).filter((one) => maySee(one, person.id, signIn));
    return approvalsList(waiting, gate.now());
  });

/** GET /api/approvals/{id}: shows one, with a form for who is known. However often it is opened, nothing happens. */
export const approvalView = (options: ApprovalsOptions) =>
  saying(refusedPage, async (request: HttpRequest): Promise<HttpResponseInit> => {
    const { gate, signIn } = options;
    const as = request.query.get("as");
    const person = personOf(request.headers, signIn, as);
    const asksWho = signIn.mode === "unverified" && !as;
    if (!("id" in person) && !asksWho) return messagePage(person.status, person.message);
    const approval = await gate.read(approvalIdIn(request));
    if (!approval) return messagePage(404, unknownApproval);
    const id = "id" in person ? person.id : undefined;
    if (id !== undefined && !maySee(approval, id, signIn)) return messagePage(403, notYours);
    return shown(options, approval, id, {});
  });

const form = z.object({
  token: z.string().max(4_000),
  decision: z.enum(["approve", "reject"]),
  reason: z.string().max(4_000),
});

/** POST /api/approvals/{id}: the form of the page. Its token is good for one decision of one person on one plan. */
export const approvalForm = (options: ApprovalsOptions) =>
  saying(
    refusedPage,
    async (request: HttpRequest, client: DurableClient): Promise<HttpResponseInit> => {
      const { gate, signIn, signingKey, publicUrl } = options;
      const own = [request.url, publicUrl].flatMap((url) => (url ? [new URL(url).origin] : []));
      if (!isSameOrigin(request.headers, own)) {
        return messagePage(403, "The form was not sent from a page of this app.");
      }
      const body = await readBytes(request, maxBytes);
      if (!body.ok) return messagePage(body.status, body.message);
      const fields = new URLSearchParams(body.bytes.toString("utf8"));
      const person = personOf(request.headers, signIn, fields.get("as"));
      if (!("id" in person)) return messagePage(person.status, person.message);
      const parsed = form.safeParse(Object.fromEntries(fields));
      if (!parsed.success)
        return messagePage(400, "The form lacks a token, a decision or a reason.");

      const id = approvalIdIn(request);
      const approval = await gate.read(id);
      if (!approval) return messagePage(404, unknownApproval);
      if (!maySee(approval, person.id, signIn)) return messagePage(403, notYours);
      const key = await signingKey().catch(() => undefined);
      if (key === undefined) return messagePage(503, noKey);
      const { token, decision, reason } = parsed.data;
      const read = readToken(token, { approvalId: id, approverId: person.id }, key, gate.now());
      if ("problem" in read) {
        const told = `Nothing was counted. ${read.problem} Decide again below.`;
        return shown(options, approval, person.id, { status: 403, told });
      }
      const ballot = { approverId: person.id, decision, reason, through: "page" };
      const { planHash } = read;
      const decided = await gate.decide(client, id, { ...ballot, planHash, token: read.id });
      if (!decided) return messagePage(404, unknownApproval);
      const { answer } = decided;
      const status = answer.outcome === "counted" ? 200 : 409;
      return shown(options, decided.approval, person.id, { status, told: answer.message });
    },
  );

function refusedPage({ message }: LedgerRefused): HttpResponseInit {
  return messagePage(503, shownHtml(message, 600));
}

async function shown(
  { gate, signIn, signingKey }: ApprovalsOptions,
  approval: Approval,
  approverId: string | undefined,
  viewer: Pick<Viewer, "status" | "told">,
): Promise<HttpResponseInit> {
  const now = gate.now();
  const asksWho = signIn.mode === "unverified";
  if (approverId === undefined) return approvalPage(approval, { ...viewer, now, asksWho });
  const key = await signingKey().catch(() => undefined);
  if (key === undefined) return messagePage(503, noKey);
  const { id: approvalId, planHash } = approval;
  const token = createToken({ approvalId, planHash, approverId }, key, now);
  const approver = approverOf(approval, approverId);
  const as = asksWho ? { as: approverId } : {};
  return approvalPage(approval, { ...viewer, now, form: { token, approver, ...as } });
}

const approverOf = ({ approvers }: Approval, personId: string) =>
  approvers.find(({ id }) => id.toLowerCase() === personId);

/** An incident is nobody else's to read, whoever may sign in; at a local run nobody signs in. */
const maySee = (approval: Approval, personId: string, { mode }: SignIn): boolean =>
  mode === "unverified" || approverOf(approval, personId) !== undefined;
