import type { InstanceStatus } from "../engine/engine";
import { jsonOrText } from "./json-text";

/** Where the management API is reached from outside. */
export const WEBHOOK_PATH = "/runtime/webhooks/durabletask";

/** Names the hub and the key in every management URL; nothing here checks the key. */
export interface HubReference {
  taskHub: string;
  connectionName: string;
  /** What `code` says; a host that asks for no keys gives none. */
  systemKey?: string;
}

/** The key has its place in the URLs, even where nobody asks for it. */
export const keyQuery = ({ systemKey = "local" }: HubReference): string =>
  `code=${encodeURIComponent(systemKey)}`;

/** Query of every management URL. */
export const managementQuery = (hub: HubReference): string =>
  `taskHub=${encodeURIComponent(hub.taskHub)}&connection=${encodeURIComponent(hub.connectionName)}&${keyQuery(hub)}`;

/** URLs to follow and steer one instance; `base` ends with the webhook path. Any id is safe in them. */
export function managementUrls(base: string, instanceId: string, hub: HubReference) {
  const instance = `${base}/instances/${encodeURIComponent(instanceId)}`;
  const query = managementQuery(hub);
  return {
    id: instanceId,
    statusQueryGetUri: `${instance}?${query}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: `${instance}/terminate?reason={text}&${query}`,
    purgeHistoryDeleteUri: `${instance}?${query}`,
    restartPostUri: `${instance}/restart?${query}`,
    suspendPostUri: `${instance}/suspend?reason={text}&${query}`,
    resumePostUri: `${instance}/resume?reason={text}&${query}`,
  };
}

/** An instance as `GET instances` shows it. */
export const statusPayload = (status: InstanceStatus, showInput: boolean) => ({
  name: status.name,
  instanceId: status.instanceId,
  runtimeStatus: status.runtimeStatus,
  input: showInput ? jsonOrText(status.input) : null,
  customStatus: jsonOrText(status.customStatus),
  output: jsonOrText(status.output),
  createdTime: wholeSeconds(status.createdAt),
  lastUpdatedTime: wholeSeconds(status.updatedAt),
});

const wholeSeconds = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
