import { cleanLine } from "../../domain/clean-text";
import type { Signal } from "../../domain/signal";
import type { Manager, Membership, Registration, RiskyUser, User } from "./schema";

/** All that was read of an account; undefined where it could not be. */
export interface Account {
  user: User;
  roles: Membership[] | undefined;
  groups: Membership[] | undefined;
  risk: RiskyUser | null | undefined;
  registration: Registration | undefined;
  manager: Manager | null | undefined;
  isSynced: boolean;
  isExternal: boolean;
}

const longest = 200;
const mostNamed = 4;

/** A sentence each, most important first. */
export function factsOf(account: Account): string[] {
  const { user, registration, manager, isSynced, isExternal } = account;
  const { accountEnabled, userType, lastPasswordChangeDateTime: changed } = user;
  const facts = [
    `The account is ${accountEnabled ? "enabled" : "disabled"}`,
    riskFact(account),
    privilegeFact(account),
    registration && mfaFact(registration),
    (isExternal || userType === "Guest") &&
      `It is a guest${isExternal ? ", who signs in at another tenant" : ""}`,
    isSynced
      ? `It is synchronised from Active Directory (${user.onPremisesDomainName ?? "domain unknown"})`
      : "It is managed in the cloud",
    manager && `Its manager is ${manager.displayName ?? manager.userPrincipalName ?? manager.id}`,
    changed && `Its password was last changed on ${changed.slice(0, 10)}`,
  ];
  return facts.filter((fact) => typeof fact === "string").map((fact) => cleanLine(fact, longest));
}

function riskFact({ risk }: Account): string | undefined {
  if (risk === undefined) return undefined;
  if (risk === null) return "Identity Protection has never seen it at risk";
  const since = risk.riskLastUpdatedDateTime?.slice(0, 10);
  const level = risk.riskLevel ?? "unknown";
  return `Identity Protection: ${stateInWords(risk)}, level ${level}${since ? `, since ${since}` : ""}`;
}

const words: Readonly<Record<string, string>> = {
  none: "at no risk",
  atRisk: "at risk",
  confirmedCompromised: "confirmed as compromised",
  confirmedSafe: "confirmed as safe",
  remediated: "its risk was remediated",
  dismissed: "its risk was dismissed",
};
const stateInWords = ({ riskState }: RiskyUser): string => words[riskState] ?? riskState;

function privilegeFact({ roles, groups }: Account): string | undefined {
  const held = namesOf([...(roles ?? [])]);
  const through = namesOf([...(groups ?? [])]);
  if (held !== "") return `It holds the role ${held}`;
  if (through !== "") return `It is in a group that can hold roles: ${through}`;
  return roles && groups ? "It holds no role of the directory" : undefined;
}

function namesOf(memberships: Membership[]): string {
  const names = memberships.slice(0, mostNamed).map(({ id, displayName }) => displayName ?? id);
  const more = memberships.length - names.length;
  return [...names, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

const mfaFact = ({ isMfaRegistered, methodsRegistered }: Registration): string =>
  isMfaRegistered
    ? `It has methods for multifactor authentication: ${(methodsRegistered ?? []).join(", ") || "not named"}`
    : "It has no method for multifactor authentication";

const strengths: Readonly<Record<string, number>> = { high: 1, medium: 0.6, low: 0.3 };

/** What of it speaks against the account. */
export function signalsOf(account: Account, about: string): Signal[] {
  const { user, roles = [], groups = [], registration, risk } = account;
  const name = cleanLine(user.userPrincipalName, 100);
  const signals: Signal[] = [];
  if (risk && ["atRisk", "confirmedCompromised"].includes(risk.riskState)) {
    const isConfirmed = risk.riskState === "confirmedCompromised";
    const at = risk.riskLastUpdatedDateTime;
    signals.push({
      name: "risky-account",
      about,
      strength: isConfirmed ? 1 : (strengths[risk.riskLevel ?? ""] ?? 0.3),
      confidence: isConfirmed ? 1 : 0.8,
      ...(at && !Number.isNaN(Date.parse(at)) && { at: new Date(at).toISOString() }),
      because: cleanLine(
        `Identity Protection has ${name} ${stateInWords(risk)}, level ${risk.riskLevel ?? "unknown"}`,
        longest,
      ),
    });
  }
  if (roles.length > 0 || groups.length > 0) {
    const what = roles.length > 0 ? "holds the role" : "is in a group that can hold roles:";
    const held = namesOf(roles.length > 0 ? roles : groups);
    const because = cleanLine(`${name} ${what} ${held}`, longest);
    signals.push({ name: "privileged-account", about, strength: 1, confidence: 1, because });
  }
  if (registration && !registration.isMfaRegistered) {
    const because = `${name} has no method for multifactor authentication`;
    signals.push({ name: "no-mfa", about, strength: 1, confidence: 0.9, because });
  }
  return signals;
}
