import type { Answer, Routes, SimulatedRequest } from "../simulator";
import type { Arm } from "./arm";
import { armError, membersOf, notFound } from "./refusal";
import { type Body, type Resource, type ResourceType } from "./resource";

/** "/subscriptions/…/providers/<type>/{name}" */
export const pathOf = (type: string): string =>
  `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/${type}/{name}`;

/** Reading and replacing resources of one type: what a PUT leaves out is gone, tags too. */
export function routesOf(arm: Arm, of: ResourceType): Routes {
  const path = pathOf(of.type);

  function get({ path: at, query }: SimulatedRequest): Answer {
    const found = arm.find(at);
    return found ? { body: arm.answer(of, found, query) } : notFound(of.type, at);
  }

  function put(request: SimulatedRequest): Answer {
    const read = membersOf(request);
    if ("refusal" in read) return read.refusal;
    const before = arm.find(request.path);
    const refused = arm.refusalOf(of, request, before) ?? problemOf(read.members);
    if (refused) return refused;
    const surroundings = { find: (id: string) => arm.find(id), now: arm.world.now() };
    const made = of.put!(read.members as Body, before, surroundings);
    if ("refusal" in made) return made.refusal;
    const saved = arm.save({
      ...made.body,
      id: before?.id ?? request.path,
      revision: before?.revision ?? 0,
    });
    return {
      status: before ? 200 : 201,
      headers: arm.following(saved),
      body: updating(arm, of, saved),
    };
  }

  const action = (verb: string): string => `${of.type}/${verb}`;
  return {
    [`GET ${path}`]: arm.behind(of, action("read"), false, get),
    ...(of.put && { [`PUT ${path}`]: arm.behind(of, action("write"), true, put) }),
  };
}

/** In the very answer to a change nothing is done yet. */
function updating(arm: Arm, of: ResourceType, resource: Resource): object {
  const answer = arm.answer(of, resource) as Body;
  return { ...answer, properties: { ...answer.properties, provisioningState: "Updating" } };
}

function problemOf({ location, properties }: Record<string, unknown>): Answer | undefined {
  if (typeof location !== "string" || location === "") {
    return armError(
      400,
      "LocationRequired",
      "The location property is required for this definition.",
    );
  }
  if (typeof properties === "object" && properties !== null) return undefined;
  return armError(400, "InvalidRequestFormat", "Cannot parse the request.");
}
