import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { z } from "zod";
import type { ApprovalGate, LedgerRefused } from "./approval-gate";
import { approvalIdIn, saying, unknownApproval } from "./approval-refusals";
import { readJson } from "./read-json";
import { type SignIn, personOf } from "./sign-in";

const maxBytes = 16 * 1_024;

const decision = z.object({
  decision: z.enum(["approve", "reject"]),
  reason: z.string().max(4_000),
  planHash: z.string().max(200),
  /** In a local run only. */
  approverId: z.string().max(100).optional(),
});

/** POST /api/approvals/{id}/decision: the same for programs, as JSON; the plan's hash is the one they showed. */
export const approvalDecision = ({ gate, signIn }: { gate: ApprovalGate; signIn: SignIn }) =>
  saying(
    refusedCall,
    async (request: HttpRequest, client: DurableClient): Promise<HttpResponseInit> => {
      const site = request.headers.get("sec-fetch-site") ?? "none";
      const isJson = /^application\/json\b/i.test(request.headers.get("content-type") ?? "");
      if (!isJson) return problem(415, "The body must be application/json");
      if (site !== "none" && site !== "same-origin")
        return problem(403, "Called from another site");
      const body = await readJson(request, maxBytes);
      if (!body.ok) return problem(body.status, body.message);
      const parsed = decision.safeParse(body.value);
      const claimed = parsed.data?.approverId ?? null;
      const person = personOf(request.headers, signIn, claimed);
      if (!("id" in person)) return problem(person.status, person.message);
      if (!parsed.success) {
        return problem(400, 'Expected {"decision": "approve" or "reject", "reason", "planHash"}');
      }
      const { approverId: _, ...said } = parsed.data;
      const ballot = { ...said, approverId: person.id, through: "api" };
      const decided = await gate.decide(client, approvalIdIn(request), ballot);
      if (!decided) return problem(404, unknownApproval);
      const { answer, approval } = decided;
      const { state } = approval;
      const { outcome, message } = answer;
      return answer.outcome === "counted"
        ? { status: 200, jsonBody: { outcome, state, message } }
        : { status: 409, jsonBody: { outcome, because: answer.because, state, error: message } };
    },
  );

function refusedCall({ message }: LedgerRefused): HttpResponseInit {
  return problem(503, message);
}

const problem = (status: number, message: string): HttpResponseInit => ({
  status,
  jsonBody: { error: message },
});
