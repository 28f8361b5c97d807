import type { Answer, SimulatedRequest, Simulator, World } from "../simulator";
import { publishedEntries } from "./entries";
import {
  type Entry,
  insufficientRights,
  noSuchObject,
  noSuchValue,
  notSignedIn,
  referral,
  refusedBind,
  sizeLimitExceeded,
  success,
  unwilling,
} from "./results";
import { type Scene, parseScene } from "./scene";
import { type ModifyOperation, type SearchOperation, ldapWire } from "./wire";

/** By which the app signs in. Published: it opens nothing but this. */
export const bindPassword = "active-directory-test-password";
export const bindDn = "CN=svc-response,OU=Services,DC=corp,DC=contoso,DC=example";

/**
 * A writable domain controller, by LDAP: simple bind, search with filters of equality, modify with the semantics
 * of RFC 4511, 4.6. https://learn.microsoft.com/openspecs/windows_protocols/ms-adts
 */
export function activeDirectory(world: World): Simulator {
  const scenes = world.table<Scene>("scene");
  const kept = world.table<Entry>("entries");
  const scene = (): Scene => scenes.get("scene") ?? {};
  const isSet = () => kept.size() > 0;
  const entries = (): Entry[] => (isSet() ? kept.rows() : [...publishedEntries]);

  function keep(all: readonly Entry[]): void {
    kept.clear();
    for (const entry of all) kept.set(entry.dn.toLowerCase(), entry);
  }

  function bind({ params, json }: SimulatedRequest): Answer {
    const { password } = (json ?? {}) as { password?: string };
    const { signIn } = scene();
    if (!isSame(params["dn"], bindDn)) return refusedBind("525");
    if (password !== bindPassword) return refusedBind("52e");
    return signIn ? refusedBind(signIn) : success();
  }

  function search({ params, json }: SimulatedRequest): Answer {
    const { boundAs, scope, equal, attributes, sizeLimit } = (json ?? {}) as SearchOperation;
    if (!boundAs) return notSignedIn();
    const base = params["dn"]!.toLowerCase();
    if (!entries().some(({ dn }) => isSame(dn, base))) return noSuchObject(parentOf(base));
    const found = entries()
      .filter(({ dn }) => isWithin(dn.toLowerCase(), base, scope))
      .filter((entry) => equal.every(([name, value]) => holds(entry, name, value)))
      // What is constructed is told of one entry only.
      .map((entry) =>
        shown(entry, scope === "base" ? attributes : without(attributes, "tokengroups")),
      );
    return sizeLimit > 0 && found.length > sizeLimit
      ? sizeLimitExceeded(found.slice(0, sizeLimit))
      : success(found);
  }

  function modify({ params, json }: SimulatedRequest): Answer {
    const { boundAs, changes } = (json ?? {}) as ModifyOperation;
    if (!boundAs) return notSignedIn();
    const dn = params["dn"]!;
    meddle(dn);
    const entry = entries().find((one) => isSame(one.dn, dn));
    if (!entry) return noSuchObject(parentOf(dn));
    if (scene().isReadOnly) return referral("dc1.corp.contoso.example");
    // AdminSDHolder takes delegated rights away from whoever is protected.
    if (scene().rights === "read" || entry.attributes["adminCount"]?.[0] === "1") {
      return insufficientRights();
    }
    const changed = changedBy(entry, changes);
    if ("code" in changed)
      return changed.code === 16 ? noSuchValue(changed.attribute) : unwilling();
    keep(entries().map((one) => (one === entry || isSame(one.dn, dn) ? changed : one)));
    return success();
  }

  function meddle(dn: string): void {
    const { changedBefore = [], ...rest } = scene();
    const [value, ...later] = changedBefore;
    if (value === undefined) return;
    scenes.set("scene", { ...rest, changedBefore: later });
    const meddled = (entry: Entry): Entry =>
      isSame(entry.dn, dn)
        ? { ...entry, attributes: { ...entry.attributes, userAccountControl: [value] } }
        : entry;
    keep(entries().map(meddled));
  }

  return {
    name: "active-directory",
    routes: { "BIND /{dn}": bind, "SEARCH /{dn}": search, "MODIFY /{dn}": modify },
    wire: ldapWire(),
    setScene(input) {
      const { entries: all, ...rest } = parseScene(input);
      scenes.set("scene", { ...scene(), ...rest });
      if (all) keep(all);
    },
    state: () => ({ ...scene(), entries: entries() }),
  };
}

const isSame = (one: string | undefined, other: string): boolean =>
  one?.toLowerCase() === other.toLowerCase();

const parentOf = (dn: string): string => dn.slice(dn.indexOf(",") + 1);

const isWithin = (dn: string, base: string, scope: string): boolean =>
  dn === base || (scope === "sub" && dn.endsWith(`,${base}`));

const without = (attributes: string[], name: string): string[] =>
  attributes.filter((one) => one.toLowerCase() !== name);

const valuesOf = ({ attributes }: Entry, name: string): string[] =>
  Object.entries(attributes).find(([own]) => isSame(own, name))?.[1] ?? [];

/** Texts in any case; bytes exactly. */
const holds = (entry: Entry, name: string, value: string): boolean =>
  valuesOf(entry, name).some((own) =>
    own.startsWith("base64:") ? own === value : isSame(own, value),
  );

const shown = (entry: Entry, wanted: string[]): Entry => ({
  dn: entry.dn,
  attributes: Object.fromEntries(
    Object.entries(entry.attributes).filter(([name]) => wanted.some((one) => isSame(one, name))),
  ),
});

/** All changes in their order, or none of them. */
function changedBy(
  entry: Entry,
  changes: ModifyOperation["changes"],
): Entry | { code: 16 | 53; attribute: string } {
  const attributes = { ...entry.attributes };
  for (const { operation, attribute, values } of changes) {
    const own = attributes[attribute] ?? [];
    if (operation === "delete") {
      if (!values.every((value) => own.includes(value))) return { code: 16, attribute };
      attributes[attribute] = own.filter((value) => !values.includes(value));
    } else {
      attributes[attribute] = operation === "add" ? [...own, ...values] : values;
    }
  }
  const control = attributes["userAccountControl"] ?? [];
  return control.length === 1 && /^\d+$/.test(control[0]!)
    ? { ...entry, attributes }
    : { code: 53, attribute: "userAccountControl" };
}
