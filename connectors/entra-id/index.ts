import { setTimeout as pauseFor } from "node:timers/promises";
import type { ContainmentMethod } from "../../domain/containing";
import type { Checked } from "../checked";
import { ConnectorError } from "../connector-error";
import type { Tokens } from "../credentials";
import type { HttpRequest } from "../http";
import type { Settings } from "../settings";
import { accountContext } from "./account-context";
import { type Graph, openGraph } from "./client";
import { blockGroup } from "./block-group";
import { confirmCompromised } from "./confirm-compromised";
import { disableAccount } from "./disable-account";
import { blockGroupOf } from "./group";
import type { Pause } from "./pace";
import { requirePasswordChange } from "./require-password-change";
import { resetMfaMethods } from "./reset-mfa-methods";
import { revokeSessions } from "./revoke-sessions";
import { idsResponse } from "./schema";

/**
 * Accounts of Entra ID, through Microsoft Graph: what is known of them, and how they are contained. A
 * permission that lacks shows when it is used, and says its name.
 */
export function entraId(
  settings: Settings["entraId"],
  tokens: Tokens,
  pause: Pause = async (milliseconds) => pauseFor(milliseconds),
) {
  let opened: Graph | undefined;
  const graph = (): Graph => (opened ??= openGraph(settings, tokens, pause));
  const group = blockGroupOf(graph, settings.url, settings.blockGroup);

  return {
    containments: {
      "disable-account": disableAccount(graph, pause),
      "block-group": blockGroup(graph, group, pause),
      "require-password-change": requirePasswordChange(graph, pause),
      "reset-mfa-methods": resetMfaMethods(graph, pause),
      "revoke-sessions": revokeSessions(graph, pause),
      "confirm-compromised": confirmCompromised(graph, pause),
    } satisfies Record<string, ContainmentMethod>,

    /** The source "account" of `domain/context-source.ts`. */
    describeAccount: accountContext(graph),

    /** Reads an account, the roles and a risk. That it may change something cannot be asked without changing it. */
    async check() {
      await graph().users.read(idsResponse, first("/v1.0/users?$top=1&$select=id"));
      await graph().roles.read(idsResponse, first("/v1.0/directoryRoles?$select=id"));
      const risk = await graph()
        .reading.read(idsResponse, first("/v1.0/identityProtection/riskyUsers?$top=1"))
        .then(
          () => "their risk can be read",
          (error: unknown) => {
            if (error instanceof ConnectorError && error.status === 403) {
              return "their risk cannot: that needs IdentityRiskyUser.Read.All and Entra ID P2";
            }
            throw error;
          },
        );
      const all = `accounts and their roles can be read, ${risk}`;
      if (settings.blockGroup === undefined) return all;
      const { id, displayName } = await group.usable();
      return `${all}, the group "${displayName ?? id}" can be used`;
    },
  } satisfies Checked & Record<string, unknown>;
}

const first = (path: string): HttpRequest => ({
  method: "GET",
  path,
  label: path.slice(0, path.indexOf("?")),
});
