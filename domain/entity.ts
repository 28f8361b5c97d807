/**
 * The entities of an incident, in the words of Sentinel's REST API (`kind`), from whichever of its
 * two vocabularies they came. Every string in here may have been chosen by an attacker.
 * Optional members are left out when unknown, never null or "".
 */
export type Entity =
  | { kind: "Ip"; address: string }
  | AccountEntity
  | HostEntity
  | { kind: "Url"; url: string }
  | { kind: "DnsResolution"; domainName: string }
  | { kind: "FileHash"; algorithm: HashAlgorithm; value: string }
  | AzureResourceEntity
  | CloudResourceEntity
  | { kind: "Other"; type: string; label: string };

export interface AccountEntity {
  kind: "Account";
  /** What people call it: UPN, DOMAIN\name, SID or id, the best that is known. */
  label: string;
  userPrincipalName?: string;
  aadUserId?: string;
  sid?: string;
  name?: string;
  ntDomain?: string;
}

export interface HostEntity {
  kind: "Host";
  /** What people call it: full DNS name, NetBIOS name or Azure resource id, the best that is known. */
  label: string;
  hostName?: string;
  dnsDomain?: string;
  azureResourceId?: string;
  /** Machine id in Defender for Endpoint: 40 hexadecimal digits, in lower case. */
  defenderMachineId?: string;
  /** Device id in Entra ID: a GUID, in lower case. */
  aadDeviceId?: string;
  /** As Sentinel says it: "Windows", "Linux". */
  osFamily?: string;
}

export interface AzureResourceEntity {
  kind: "AzureResource";
  /** The end of its id: "storageAccounts/payroll". */
  label: string;
  /** ARM id: "/subscriptions/…". */
  resourceId: string;
}

/** One thing of a cloud that is not Azure. */
export interface CloudResourceEntity {
  kind: "CloudResource";
  /** What people call it, the best that is known. */
  label: string;
  platform: "aws" | "google-cloud" | "kubernetes";
  /** Its one name there: an ARN, a full resource name ("//compute.googleapis.com/projects/…"). */
  id: string;
}

export type ResourceEntity = AzureResourceEntity | CloudResourceEntity;

export const HASH_ALGORITHMS = ["MD5", "SHA1", "SHA256"] as const;
export type HashAlgorithm = (typeof HASH_ALGORITHMS)[number];
