import { cleanLine } from "./clean-text";
import type { Target } from "./containment";
import { type ContainmentKind, containmentKinds } from "./containment-kind";
import type { Refusal } from "./refusal";
import { refusalOfAddresses } from "./guard-network";
import type { Policy } from "./policy";
import { protectionBy } from "./protected";

// What providers use: a GUID, a hash, a name; nothing that could be a pattern or a list.
const exactId = /^[a-z0-9][\w.:/-]{0,511}$/i;

const refused = (reason: string): Refusal => ({ reason, needsHuman: false });
const forHuman = (reason: string): Refusal => ({ reason, needsHuman: true });

/** Why an account is left alone. Whoever might hold a privileged role counts as if they did. */
export function refusalOfAccount(
  kind: ContainmentKind,
  target: Target,
  policy: Policy,
): Refusal | undefined {
  const { id, label, names, isPrivileged, isSynced } = target;
  if (!exactId.test(id)) return refused("Its id is not that of exactly one account");
  const all = [id, label, ...names].flatMap((name) => [name, ...partsOfAccount(name)]);
  const protection = protectionBy(policy.protected.accounts, all);
  if (protection !== undefined) return protection;
  if (policy.protected.privilegedAccounts && isPrivileged !== false) {
    return forHuman(
      isPrivileged === undefined
        ? "Nobody could say whether it holds a privileged role: look it up and decide yourself"
        : `It is privileged${rolesIn(target)}: agree with whoever runs the directory, and do it by hand`,
    );
  }
  const { whenSynced } = containmentKinds[kind];
  return whenSynced !== undefined && isSynced === true
    ? forHuman(`It is mastered on premises, which would undo the change: ${whenSynced}`)
    : undefined;
}

const rolesIn = ({ roles = [] }: Target): string =>
  roles.length === 0 ? "" : ` (${cleanLine(roles.slice(0, 3).join(", "), 120)})`;

/** Why a device is left alone. Domain controllers always are. */
export function refusalOfHost(target: Target, policy: Policy): Refusal | undefined {
  const { id, label, names, roles = [], role, addresses = [] } = target;
  if (!exactId.test(id)) return refused("Its id is not that of exactly one device");
  const called = [id, label, ...names];
  const all = [...called, ...called.map(firstLabel), ...roles];
  const protection = protectionBy(policy.protected.hosts, all);
  if (protection !== undefined) return protection;
  if (role === "domain-controller") {
    return forHuman("It is a domain controller, which is never cut off: look at it by hand");
  }
  if (policy.protected.servers && role !== "workstation") {
    return forHuman(
      role === "server"
        ? "It is a server, which the policy protects: agree with its owner and isolate it by hand"
        : "Nobody could say whether it is a server, which the policy protects: look it up in Defender and decide yourself",
    );
  }
  return refusalOfAddresses(addresses, policy.protected.networks);
}

const exactResource = /^\/{0,2}[a-z0-9][\w.:/@()-]{0,1022}$/i;

/** Why a thing of a cloud is left alone. */
export function refusalOfResource(target: Target, policy: Policy): Refusal | undefined {
  const { id, label, names, addresses = [] } = target;
  if (!exactResource.test(id)) return refused("Its id is not that of exactly one resource");
  const protection = protectionBy(policy.protected.resources, [id, label, ...names]);
  if (protection !== undefined || addresses.length === 0) return protection;
  return refusalOfAddresses(addresses, policy.protected.networks);
}

/** An account's name without its domain: "alex" of `alex@contoso.zz` and of `CONTOSO\alex`. */
const partsOfAccount = (name: string): string[] => [
  name.split("@", 1)[0]!,
  name.slice(name.lastIndexOf("\\") + 1),
];

const firstLabel = (name: string): string => name.split(".", 1)[0]!;
