import { cleanLine } from "./clean-text";
import type { Entity } from "./entity";
import { type Members, textIn } from "./members";

/**
 * The kinds that nothing is done with: how Sentinel spells them, and which members say best what
 * they are. https://learn.microsoft.com/azure/sentinel/entities-reference
 */
const otherKinds = new Map<string, readonly [type: string, ...members: string[]]>([
  ["file", ["File", "fileName", "name"]],
  ["process", ["Process", "commandLine", "processId"]],
  ["azureresource", ["AzureResource", "resourceId"]],
  ["amazonresource", ["AmazonResource", "amazonResourceId", "resourceId"]],
  ["googlecloudresource", ["GoogleCloudResource", "fullResourceName", "resourceName"]],
  ["cloudapplication", ["CloudApplication", "appName", "name", "appId"]],
  ["mailmessage", ["MailMessage", "subject", "internetMessageId", "networkMessageId"]],
  ["mailbox", ["Mailbox", "mailboxPrimaryAddress", "upn"]],
  ["mailcluster", ["MailCluster", "query"]],
  ["submissionmail", ["SubmissionMail", "subject", "submissionId", "networkMessageId"]],
  ["registrykey", ["RegistryKey", "key"]],
  ["registryvalue", ["RegistryValue", "valueName", "name"]],
  ["malware", ["Malware", "malwareName", "name"]],
  ["securitygroup", ["SecurityGroup", "distinguishedName", "sid", "objectGuid"]],
  ["iotdevice", ["IoTDevice", "deviceName", "deviceId", "macAddress"]],
  ["nic", ["Nic", "macAddress"]],
  ["hostlogonsession", ["HostLogonSession", "sessionId"]],
  ["securityalert", ["SecurityAlert", "alertDisplayName"]],
  ["filehash", ["FileHash", "hashValue", "value"]],
  ["ip", ["Ip", "address"]],
  ["url", ["Url", "url"]],
  ["dnsresolution", ["DnsResolution", "domainName"]],
  ["account", ["Account"]],
  ["host", ["Host"]],
]);

/** An entity that is only named: its kind and what it is called. */
export function otherOf(kind: string, fields: Members): Entity {
  const [type = cleanLine(kind, 64) || "Unknown", ...members] =
    otherKinds.get(keyOfKind(kind)) ?? [];
  const label = textIn(fields, ...members, "friendlyName", "displayName", "name", "id");
  return { kind: "Other", type, label: cleanLine(label ?? "", 256) || "without a name" };
}

/** One spelling for a kind of either vocabulary: `mail-message` and `MailMessage` are the same. */
export function keyOfKind(kind: string): string {
  const key = kind.toLowerCase().replace(/[-_\s]/g, "");
  return key === "dns" ? "dnsresolution" : key;
}
