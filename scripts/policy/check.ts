import { type PolicyProblem, checkPolicy } from "../../config/policy";
import { CONTAINMENT_KINDS } from "../../domain/containment-kind";
import type { Policy } from "../../domain/policy";
import { counted } from "../../domain/words";
import { type Place, placeAt, placesIn } from "./locate";
import { syntaxErrorIn } from "./syntax";

/** What is to be said of a policy's text: a mistake, or what it may not have meant. */
export interface Finding extends Place {
  /** A policy with an error is not used. */
  kind: "error" | "note";
  /** "contain.waitMinutes"; "" for the text as a whole. */
  key: string;
  message: string;
}

/** Every mistake of a policy, in the order of its text; of one without, what it leaves undone. */
export function findingsIn(text: string): Finding[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    return [{ kind: "error", key: "", message, ...placeAt(text, syntaxErrorIn(text) ?? 0) }];
  }
  const placeOf = placesIn(text);
  const checked = checkPolicy(json);
  const kind = checked.ok ? "note" : "error";
  return (checked.ok ? notesOn(checked.policy) : checked.problems)
    .map(({ path, message }) => ({ kind, key: path.join("."), message, ...placeOf(path) }) as const)
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** "policy.json:12:5 contain.waitMinutes: Too big", which editors and terminals make a link of. */
export const findingText = (file: string, { kind, line, column, key, message }: Finding): string =>
  `${file}:${line}:${column} ${kind === "note" ? "note: " : ""}${key === "" ? "" : `${key}: `}${message}`;

/** Decisions that fit together in form, and yet do nothing. */
function notesOn({ contain, agree, notify }: Policy): PolicyProblem[] {
  const approvers = agree.approvers.length;
  const unheard = CONTAINMENT_KINDS.filter((kind) => {
    const { act, quorum } = contain.kinds[kind];
    return act === "ask" && quorum > approvers;
  }).map((kind) => ({
    path: ["contain", "kinds", kind, "quorum"],
    message: `${counted(contain.kinds[kind].quorum, "person", "people")} must agree and agree.approvers has ${approvers}: it is never done`,
  }));
  return [
    ...(contain.isEnabled
      ? unheard
      : [
          {
            path: ["contain", "isEnabled"],
            message: "The kill switch is on: nothing is contained",
          },
        ]),
    ...(notify.channels.includes("mail") && notify.mailTo.length === 0
      ? [{ path: ["notify", "mailTo"], message: "Mail is a channel, and nobody gets it" }]
      : []),
  ];
}
