import { accountOf } from "./account-entity";
import { cleanLine } from "./clean-text";
import type { Entity, HashAlgorithm } from "./entity";
import { entitiesInGraph, kindOf } from "./entity-graph";
import { hostOf } from "./host-entity";
import { type Members, listIn, membersOf, objectIn, textIn } from "./members";
import { mergeEntities } from "./merge-entities";
import { keyOfKind, otherOf } from "./other-entity";
import { addressIn } from "./written-address";

/** Longest URL that is kept; a longer one ends in an ellipsis. */
export const MAX_URL_LENGTH = 2_048;
const maxLength = 256;

/** One entity in either of Sentinel's vocabularies; undefined when it is none. */
export function readEntity(value: unknown): Entity | undefined {
  const members = membersOf(value);
  const kind = kindOf(members);
  return kind === undefined ? undefined : entityOf(kind, fieldsOf(members));
}

/**
 * A list of entities in either vocabulary, or the JSON text of one: links resolved, what is nested
 * in files, processes and mails included, equal ones merged. Anything else is an empty list.
 */
export function readRawEntities(value: unknown): Entity[] {
  const found = entitiesInGraph(listOf(value)).flatMap(({ kind, members, isNested }) => {
    const fields = fieldsOf(members);
    const all = [entityOf(kind, fields), ...mentionedIn(kind, fields)];
    return isNested ? all.filter(({ kind: read }) => read !== "Other") : all;
  });
  return mergeEntities(found, []);
}

function listOf(value: unknown): unknown[] {
  if (typeof value === "string") return listOf(parsed(value));
  if (Array.isArray(value)) return value;
  return membersOf(value).size > 0 ? [value] : [];
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? [] : value;
  } catch {
    return [];
  }
}

/** REST keeps an entity's members in `properties`, raw alerts keep them beside the type. */
function fieldsOf(members: Members): Members {
  const properties = objectIn(members, "properties");
  return properties.size > 0 ? properties : members;
}

function entityOf(kind: string, fields: Members): Entity {
  return actionable(keyOfKind(kind), fields) ?? otherOf(kind, fields);
}

function actionable(kind: string, fields: Members): Entity | undefined {
  switch (kind) {
    case "ip":
      return ipOf(textIn(fields, "address", "friendlyName"));
    case "url":
      return urlOf(textIn(fields, "url", "friendlyName"));
    case "dnsresolution":
      return dnsOf(textIn(fields, "domainName", "friendlyName"));
    case "filehash":
      return hashOf(fields);
    case "account":
      return accountOf(fields);
    case "host":
      return hostOf(fields);
    case "mailbox":
      return mailboxOf(fields);
    case "azureresource":
      return azureResourceOf(fields);
    case "amazonresource":
      return cloudResourceOf(
        "aws",
        /^arn:aws[\w-]*:[\w-]+:[\w-]*:\d*:\S{1,1000}$/,
        textIn(fields, "amazonResourceId", "resourceId"),
      );
    case "googlecloudresource":
    case "gcpresource":
      return cloudResourceOf(
        "google-cloud",
        /^\/\/[a-z]+\.googleapis\.com\/\S{1,1000}$/,
        textIn(fields, "fullResourceName", "resourceName", "resourceId"),
      );
    case "k8spod":
    case "kubernetespod":
      return podOf(fields);
    default:
      return undefined;
  }
}

/** Whose mailbox it is. */
function mailboxOf(fields: Members): Entity | undefined {
  const name = textIn(fields, "upn", "mailboxPrimaryAddress");
  const id = textIn(fields, "externalDirectoryObjectId", "aadId");
  return accountOf(
    membersOf({
      ...(name === undefined ? {} : { userPrincipalName: name }),
      ...(id === undefined ? {} : { aadUserId: id }),
      friendlyName: textIn(fields, "friendlyName", "displayName"),
    }),
  );
}

/** A resource by its ARM id; another cloud's is none of Azure's. */
function azureResourceOf(fields: Members): Entity | undefined {
  const resourceId = cleanLine(textIn(fields, "resourceId") ?? "", MAX_URL_LENGTH);
  if (!/^\/subscriptions\/[0-9a-f-]{36}(?:\/|$)/i.test(resourceId)) return undefined;
  const label = cleanLine(resourceId.split("/").slice(-2).join("/"), maxLength);
  return { kind: "AzureResource", label, resourceId };
}

/** A thing of another cloud, by its one name there. */
function cloudResourceOf(
  platform: "aws" | "google-cloud",
  name: RegExp,
  text = "",
): Entity | undefined {
  const id = cleanLine(text, MAX_URL_LENGTH);
  if (!name.test(id)) return undefined;
  const label = cleanLine(id.split(/[:/]/).slice(-2).join("/"), maxLength);
  return { kind: "CloudResource", label, platform, id };
}

/**
 * A pod, by where it is: `<cluster>/<namespace>/pods/<name>`, with the cluster's resource id where it has one. As in
 * https://learn.microsoft.com/graph/api/resources/security-kubernetespodevidence
 */
function podOf(fields: Members): Entity | undefined {
  const namespace = objectIn(fields, "namespace");
  const cluster = objectIn(namespace, "cluster");
  const resource = objectIn(cluster, "cloudResource");
  const parts = [
    textIn(resource, "resourceId") ?? textIn(cluster, "name"),
    textIn(namespace, "name") ?? textIn(fields, "namespace"),
    textIn(fields, "name"),
  ].map((part) => cleanLine(part ?? "", MAX_URL_LENGTH));
  const [of, inside, name] = parts as [string, string, string];
  const id = `${of}/${inside}/pods/${name}`;
  if (!/^[\w./:()-]{1,500}\/[a-z0-9-]{1,63}\/pods\/[a-z0-9.-]{1,253}$/.test(id)) return undefined;
  return { kind: "CloudResource", label: `${inside}/${name}`, platform: "kubernetes", id };
}

/** Who got a mail, where it is an address. */
const recipientOf = (fields: Members): Entity | undefined => {
  const account = accountOf(membersOf({ userPrincipalName: textIn(fields, "recipient") }));
  return account?.userPrincipalName === undefined ? undefined : account;
};

/** What a mail says as plain text and no entity of its own repeats. */
function mentionedIn(kind: string, fields: Members): Entity[] {
  const key = keyOfKind(kind);
  if (key !== "mailmessage" && key !== "submissionmail") return [];
  const urls = listIn(fields, "urls").filter((url) => typeof url === "string");
  return [recipientOf(fields), ipOf(textIn(fields, "senderIP")), ...urls.map(urlOf)].filter(
    (entity) => entity !== undefined,
  );
}

function ipOf(text: string | undefined): Entity | undefined {
  const line = cleanLine(text ?? "", maxLength);
  return line === "" ? undefined : { kind: "Ip", address: addressIn(line) ?? line };
}

function urlOf(text: string | undefined): Entity | undefined {
  const url = cleanLine(text ?? "", MAX_URL_LENGTH);
  return url === "" ? undefined : { kind: "Url", url };
}

function dnsOf(text: string | undefined): Entity | undefined {
  const domainName = cleanLine(text ?? "", maxLength);
  return domainName === "" ? undefined : { kind: "DnsResolution", domainName };
}

const algorithms: Readonly<Record<number, HashAlgorithm>> = { 32: "MD5", 40: "SHA1", 64: "SHA256" };

/** The length says which algorithm it is: the name may be "Unknown". Authenticode is no file hash. */
function hashOf(fields: Members): Entity | undefined {
  const value = cleanLine(textIn(fields, "hashValue", "value") ?? "", maxLength).toLowerCase();
  const algorithm = /^[0-9a-f]+$/.test(value) ? algorithms[value.length] : undefined;
  const isAuthenticode = textIn(fields, "algorithm")?.toUpperCase() === "SHA256AC";
  return algorithm && !isAuthenticode ? { kind: "FileHash", algorithm, value } : undefined;
}
