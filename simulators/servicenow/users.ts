import { basicCredentials } from "./auth";
import type { Row } from "./tables";

/** The sys_id of the integration user. */
export const integrationUserId = "50a1000000000000000000000000a001";

/** The users and groups of a new instance, by table. */
export const seeds: Record<string, Row[]> = {
  sys_user: [
    { sys_id: integrationUserId, user_name: basicCredentials.username, name: "SOAR Integration" },
    { sys_id: "62826bf03710200044e0bfc8bcbe5df1", user_name: "abel.tuter", name: "Abel Tuter" },
  ],
  sys_user_group: [
    { sys_id: "d625dccec0a8016700a222a0f7900d06", name: "Service Desk" },
    { sys_id: "50a1000000000000000000000000b001", name: "Security Operations" },
  ],
};
