import { createHash } from "node:crypto";
import type { Answer } from "../simulator";

/** What a resource is made of, as it is sent and answered. */
export interface Body {
  location?: string;
  tags?: Record<string, string>;
  properties: Record<string, unknown>;
  [member: string]: unknown;
}

/** A resource as it is kept. */
export interface Resource extends Body {
  id: string;
  /** Counts writes: the etag is made from it. */
  revision: number;
  /** The last update; over when its time is. */
  update?: Update;
}

export interface Update {
  operationId: string;
  /** Milliseconds since 1970. */
  endsAt: number;
  isFailure: boolean;
  /** Of what was changed in it: a rule, a power state. */
  what: string;
}

/** What differs from one type of resource to another. */
export interface ResourceType {
  /** "Microsoft.Network/networkSecurityGroups" */
  type: string;
  /** From the vendor's page, oldest first. */
  versions: readonly string[];
  /** Whether If-Match is compared. */
  hasEtag: boolean;
  /** What a PUT would make, or why it is refused; left out for what is not made here. */
  put?(
    given: Body,
    before: Resource | undefined,
    world: Surroundings,
  ): { body: Body } | { refusal: Answer };
  /** How it is answered. */
  shown?(resource: Resource, now: number, query?: URLSearchParams): Body;
}

export interface Surroundings {
  find: (id: string) => Resource | undefined;
  now: number;
}

/** Resource ids are equal in any case. */
export const keyOf = (id: string): string => id.toLowerCase();

export type Provisioning = "Updating" | "Succeeded" | "Failed";

export const provisioningOf = ({ update }: Resource, now: number): Provisioning => {
  if (update && now < update.endsAt) return "Updating";
  return update?.isFailure ? "Failed" : "Succeeded";
};

export function etagOf({ id, revision }: Resource): string {
  const hash = createHash("sha256")
    .update(`${keyOf(id)}#${revision}`)
    .digest("hex");
  return `W/"${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}"`;
}

/** Without what is kept of it beside. */
export function bodyOf(resource: Resource): Body {
  const { id: _id, revision: _revision, update: _update, ...body } = resource;
  return body;
}

/** A resource as Azure Resource Manager answers it. */
export function answerOf(
  of: ResourceType,
  resource: Resource,
  now: number,
  query?: URLSearchParams,
): Body {
  const { id } = resource;
  const shown = of.shown?.(resource, now, query) ?? bodyOf(resource);
  return {
    name: id.slice(id.lastIndexOf("/") + 1),
    id,
    type: of.type,
    ...(of.hasEtag && { etag: etagOf(resource) }),
    ...shown,
    properties: { ...shown.properties, provisioningState: provisioningOf(resource, now) },
  };
}
