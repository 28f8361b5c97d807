import { cleanLine } from "../../domain/clean-text";
import type { ContainmentMethod, Look } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { containmentKinds, takesObservable } from "../../domain/containment-kind";
import { ConnectorError } from "../connector-error";
import { hasMark, refusedFor } from "./actions";
import { type Client, vendor } from "./client";
import { type IndicatorKind, applicationOf, keyOf, targetOf } from "./indicator-target";
import { indicatorsOf, remove, submit } from "./indicators";
import type { Indicator } from "./schema";

/**
 * One value that every device blocks, by an indicator of the tenant. A value has one indicator, and to
 * submit is to replace: what somebody else made for it is looked for right before and not touched. It
 * has no expiration: how long it is held may be extended, and the app takes it back.
 * https://learn.microsoft.com/defender-endpoint/api/post-ti-indicator
 */
export function indicatorBlock(client: Client, kind: IndicatorKind): ContainmentMethod {
  const rowsOf = (target: Target): Promise<Indicator[]> =>
    indicatorsOf(client, keyOf(kind, target));
  const isOurs = ({ application, description }: Indicator, target: Target): boolean =>
    application === applicationOf(kind, target) && hasMark(description);

  return {
    async resolve(claim) {
      if (claim.kind !== "observable" || !takesObservable(kind, claim.observable)) {
        const { takes } = containmentKinds[kind];
        return { question: `Only a ${[takes].flat().join(" or a ")} can be blocked so` };
      }
      const target = targetOf(kind, claim.observable);
      const [other] = (await rowsOf(target)).filter((row) => !isBlocking(row));
      return other ? { question: otherwise(target, other) } : { found: target };
    },

    async look(target): Promise<Look> {
      const rows = await rowsOf(target);
      const isBlocked = rows.length > 0 && rows.every(isBlocking);
      return {
        state: { indicators: rows.map(stateOf) },
        effect: isBlocked ? "in-effect" : "none",
      };
    },

    async act(target, { text }) {
      const rows = await rowsOf(target);
      const other = rows.find((row) => !isBlocking(row));
      if (other) throw new ConnectorError(vendor, "permanent", otherwise(target, other));
      if (rows.length > 0) return;
      const { type, value } = keyOf(kind, target);
      const application = applicationOf(kind, target);
      const made = await submit(client, {
        indicatorValue: value,
        indicatorType: type,
        action: "Block",
        application,
        title: "Blocked in response to an incident",
        description: text,
        generateAlert: false,
      });
      if (made.application === application) return;
      throw new ConnectorError(vendor, "permanent", replaced(target, made), {
        mayHaveHappened: true,
      });
    },

    async undo(target, before) {
      const had = (before as { indicators?: unknown[] } | null)?.indicators ?? [];
      if (had.length > 0) return;
      const rows = await rowsOf(target);
      if (rows.some((row) => !isOurs(row, target))) {
        throw refusedFor(target, "was left: its indicator is not the one that the app made");
      }
      for (const row of rows) await remove(client, row);
    },
  };
}

/** Whether every device blocks it now. */
const isBlocking = ({ action, rbacGroupNames, expirationTime }: Indicator): boolean =>
  /^(?:Block|BlockAndRemediate|AlertAndBlock)$/i.test(action) &&
  (rbacGroupNames ?? []).length === 0 &&
  !(expirationTime && Date.parse(expirationTime) <= Date.now());

/** Without its times, which each write renews. */
const stateOf = ({ id, action, application, title, description, ...rest }: Indicator) => ({
  id,
  action,
  application: application ?? null,
  title: title ?? null,
  description: description ?? null,
  severity: rest.severity ?? null,
  expirationTime: rest.expirationTime ?? null,
  rbacGroupNames: rest.rbacGroupNames ?? [],
  generateAlert: rest.generateAlert ?? null,
});

function otherwise({ label }: Target, { id, action, rbacGroupNames }: Indicator): string {
  const groups = (rbacGroupNames ?? []).slice(0, 3).join(", ");
  const how = cleanLine(`${action}${groups && ` for ${groups} only`}`, 100);
  return `Defender for Endpoint has an indicator for ${cleanLine(label, 200)} already (${cleanLine(id, 40)}: ${how}), which does not block it everywhere: is it to be changed?`;
}

const replaced = ({ label }: Target, { id }: Indicator): string =>
  `Somebody else's indicator ${cleanLine(id, 40)} for ${cleanLine(label, 200)}, made at the same moment, was replaced by a block: see what it was, and set it right by hand`;
