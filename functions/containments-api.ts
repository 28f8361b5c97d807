import { createHash } from "node:crypto";
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { z } from "zod";
import type { Activities } from "../activities";
import { parseIncidentId } from "../domain/arm-id";
import { type Containment, endOf } from "../domain/containment";
import { sentenceOf } from "../domain/containment-kind";
import { type IncidentRef, incidentKey } from "../domain/incident";
import { flowsOf } from "../durable/client";
import type { Ledger } from "../ledger/ledger";
import type { Orchestrators } from "../orchestrators";
import { readJson } from "./read-json";
import { type SignIn, personOf } from "./sign-in";

interface ContainmentsOptions {
  ledger: Pick<Ledger, "openContainments" | "append">;
  extend: Activities["extendContainment"];
  signIn: SignIn;
  now: () => Date;
}

const maxBytes = 16 * 1024;
const hourMs = 3_600_000;

const incident = z
  .string()
  .transform((id) => parseIncidentId(id))
  .refine((ref): ref is IncidentRef => ref !== undefined, "must be the ARM id of an incident");
const reason = z.string().trim().min(3, "says why, in a few words").max(500);
const undoBody = z.object({ incident, reason });
const extendBody = undoBody.extend({
  id: z.string().min(1).max(2_000),
  hours: z
    .int("must be whole hours")
    .min(1)
    .max(24 * 90),
});

/** GET /api/containments: all that is in force or under way, soonest end first, as JSON. */
export const listContainments =
  ({ ledger }: Pick<ContainmentsOptions, "ledger">) =>
  async (): Promise<HttpResponseInit> => {
    const open = await ledger.openContainments();
    const containments = open
      .toSorted((a, b) => Date.parse(endOf(a) ?? "") - Date.parse(endOf(b) ?? ""))
      .map(shownOf);
    return { jsonBody: { containments } };
  };

/**
 * POST /api/containments/undo, `{incident, reason}`: takes back all that an incident holds, the last first.
 * Answers 202 with the flow that does it; one that is at the same already is joined.
 */
export const undoContainments =
  ({ ledger, signIn, now }: ContainmentsOptions) =>
  async (request: HttpRequest, client: DurableClient): Promise<HttpResponseInit> => {
    const asked = await asking(request, undoBody, signIn);
    if (!asked.ok) return asked.refusal;
    const { by } = asked;
    const { incident: ref, reason: why } = asked.body;
    const chain = incidentKey(ref);
    const held = (await ledger.openContainments()).flatMap((containment) => {
      const ours = containment.holds.find((hold) => incidentKey(hold.ref) === chain);
      return ours ? [{ containment, addedAt: ours.addedAt }] : [];
    });
    // By when it was wanted, too: it may be wanted again after an undo, while others held it all along.
    const what = held.map(
      ({ containment: { id: of, round }, addedAt }) => `${of} ${round} ${addedAt}`,
    );
    const id = `undo-${digest([chain, ...what].join("\n"))}`;
    const event = { what: "undo asked", by, at: now().toISOString(), detail: { reason: why } };
    await ledger.append(chain, `${id} asked`, event);
    await flowsOf<Orchestrators>(client).undoIncident(id, { ref, by, reason: why });
    const containments = held.map(({ containment }) => sentenceOf(containment));
    return { status: 202, jsonBody: { id, containments } };
  };

/** POST /api/containments/extend, `{id, incident, hours, reason}`: from now on so many hours, never less. */
export const extendContainment =
  ({ ledger, extend, signIn, now }: ContainmentsOptions) =>
  async (request: HttpRequest): Promise<HttpResponseInit> => {
    const asked = await asking(request, extendBody, signIn);
    if (!asked.ok) return asked.refusal;
    const { id, incident: ref, hours, reason: why } = asked.body;
    const until = new Date(now().getTime() + hours * hourMs).toISOString();
    const outcome = await extend({ id, ref, until });
    if (!outcome.ok) return problem(409, outcome.failure.message);
    const at = now().toISOString();
    const detail = { containment: id, until: outcome.value.expiresAt, reason: why };
    const event = { what: "extended", by: asked.by, at, detail };
    await ledger.append(incidentKey(ref), `extended ${id} ${until}`, event);
    return { jsonBody: outcome.value };
  };

type Asked<T> = { ok: true; by: string; body: T } | { ok: false; refusal: HttpResponseInit };

/** Who asks for what, or the answer that refuses it. */
async function asking<T>(
  request: HttpRequest,
  schema: z.ZodType<T>,
  signIn: SignIn,
): Promise<Asked<T>> {
  const read = await readJson(request, maxBytes);
  if (!read.ok) return refused(read.status, read.message);
  const body = schema.safeParse(read.value);
  if (!body.success) {
    const [issue] = body.error.issues;
    return refused(400, `${issue?.path.join(".") || "The body"}: ${issue?.message}`);
  }
  const { headers } = request;
  const claimed = headers.get("x-ms-client-principal-id") ?? "somebody (not verified)";
  const who = personOf(headers, signIn, claimed);
  if ("status" in who) return refused(who.status, who.message);
  return {
    ok: true,
    by: headers.get("x-ms-client-principal-name")?.slice(0, 200) || who.id,
    body: body.data,
  };
}

const shownOf = (containment: Containment) => {
  const { id, kind, state, holds, actedAt, note } = containment;
  return {
    id,
    kind,
    what: sentenceOf(containment),
    state,
    since: actedAt ?? null,
    expires: endOf(containment) ?? null,
    incidents: holds.map(({ incidentNumber, reason: why, expiresAt }) => ({
      number: incidentNumber,
      reason: why,
      expires: expiresAt,
    })),
    note: note ?? null,
  };
};

const digest = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 32);

const refused = (status: number, message: string) => ({
  ok: false as const,
  refusal: problem(status, message),
});

const problem = (status: number, message: string): HttpResponseInit => ({
  status,
  jsonBody: { error: message },
});
