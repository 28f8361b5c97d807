import { z } from "zod";
import { provider } from "../provider";
import { address, optional, secretName, withDefault } from "../setting-values";
import { type Okta, openOkta } from "./client";
import { listResponse } from "./schema";
import { clearSessions } from "./sessions";
import { suspendUser } from "./suspend";

export const okta = provider({
  name: "okta",
  title: "Okta",
  settings: z.object({
    OKTA_URL: optional(address),
    OKTA_SECRET_NAME: withDefault(secretName, "okta-credentials"),
  }),
  local: { OKTA_URL: "{simulators}/okta" },
  scope: ({ OKTA_URL: url }) => url ?? "",
  open({ OKTA_URL: url, OKTA_SECRET_NAME: name }, { secrets }) {
    let opened: Okta | undefined;
    const org = (): Okta => (opened ??= openOkta({ url, secretName: name }, secrets));

    return {
      containments: {
        "okta-suspend-user": suspendUser(org),
        "okta-clear-sessions": clearSessions(org),
      },
      /** Reads a user and the log. That users may be suspended cannot be asked without suspending one. */
      async check() {
        await org().users.read(listResponse, first("/api/v1/users"));
        await org().logs.read(listResponse, first("/api/v1/logs"));
        return "users and the System Log can be read; only a suspension would prove more";
      },
      ...(url === undefined && { off: "OKTA_URL is not set" }),
    };
  },
});

const first = (path: string) => ({ method: "GET" as const, path, query: { limit: "1" } });
