import { cleanLine } from "../../domain/clean-text";
import type { ContextFinding } from "../../domain/context";
import type { AccountEntity, Entity } from "../../domain/entity";
import { keyOf, labelOf } from "../../domain/signal";
import { ConnectorError, ifNotFound } from "../connector-error";
import { type Account, factsOf, signalsOf } from "./account-facts";
import type { Graph } from "./client";
import { findUser } from "./find-user";
import { assignableGroupsOf, rolesOf } from "./memberships";
import { isExternal } from "./resolve";
import { riskyUser } from "./risky-user";
import { managerResponse, registrationResponse } from "./schema";
import { isSynced } from "./synced";
import { userPath } from "./user-at";

const source = "account";

/** What Entra ID knows of accounts: who they are, what they may do, what is thought of them. */
export const accountContext =
  (graph: () => Graph) =>
  async (entities: Entity[]): Promise<ContextFinding[]> => {
    const findings: ContextFinding[] = [];
    for (const entity of entities) {
      if (entity.kind === "Account") findings.push(await describeAccount(graph(), entity));
    }
    return findings;
  };

async function describeAccount(graph: Graph, entity: AccountEntity): Promise<ContextFinding> {
  const about = { source, about: keyOf(entity), label: cleanLine(labelOf(entity), 120) };
  const found = await findUser(graph, entity);
  if ("question" in found) {
    // Somebody is meant, and nobody knows who: that is an open question, and no missing source.
    return { ...about, state: "partial", facts: [], signals: [], note: found.question };
  }
  const { user } = found;
  const missing: string[] = [];
  const part = async <T>(what: string, needs: string, read: () => Promise<T>) =>
    read().catch((error: unknown): undefined => {
      if (!(error instanceof ConnectorError) || ![403, 404].includes(error.status ?? 0))
        throw error;
      missing.push(
        `${what} (${error.status === 403 ? `needs ${needs}` : "Entra ID has no report of it"})`,
      );
      return undefined;
    });
  const roles = await part("its roles", "RoleManagement.Read.Directory", () =>
    rolesOf(graph, user.id),
  );
  const groups = await part("its groups", "GroupMember.Read.All", () =>
    assignableGroupsOf(graph, user.id),
  );
  const risk = await part("its risk", "IdentityRiskyUser.Read.All and Entra ID P2", () =>
    riskyUser(graph.reading, user.id),
  );
  const registration = await part("its methods of authentication", "AuditLog.Read.All", () =>
    graph.registration.read(registrationResponse, {
      method: "GET",
      path: `/v1.0/reports/authenticationMethods/userRegistrationDetails/${user.id}`,
      label: "/v1.0/reports/authenticationMethods/userRegistrationDetails/{id}",
    }),
  );
  const manager = await part("its manager", "User.Read.All", () => managerOf(graph, user.id));
  const account: Account = {
    user,
    roles,
    groups,
    risk,
    registration,
    manager,
    isSynced: await isSynced(graph, user),
    isExternal: isExternal(user),
  };
  return {
    ...about,
    state: missing.length === 0 ? "found" : "partial",
    facts: factsOf(account),
    signals: signalsOf(account, about.about),
    ...(missing.length > 0 && { note: `Could not be read: ${missing.join(", ")}` }),
  };
}

/** Null for who has none. */
const managerOf = async (graph: Graph, id: string) =>
  graph.users
    .read(managerResponse, {
      method: "GET",
      path: `${userPath(id)}/manager?$select=id,displayName,userPrincipalName`,
      label: "/v1.0/users/{id}/manager",
    })
    .catch(ifNotFound(null));
