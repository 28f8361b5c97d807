import type { Claim, Target } from "../../domain/containment";
import { ifNotFound } from "../connector-error";
import { type GoogleCloud, projectsOf } from "./client";
import { type Instance, instanceResponse } from "./schema";

const pattern =
  /^\/\/compute\.googleapis\.com\/projects\/([a-z][a-z0-9.:-]+)\/zones\/([a-z][a-z0-9-]+)\/instances\/([a-z0-9-]{1,63})$/;

/** The path of an instance, by its id: one that is made again with the same name is another one. */
export const instancePath = (id: string): string =>
  `/compute/v1/${id.split("/").map(encodeURIComponent).join("/")}`;

/** Where the operations of an instance are: "projects/p/zones/z". */
export const placeOf = (id: string): string => id.split("/").slice(0, 4).join("/");

export const readInstance = (cloud: GoogleCloud, id: string): Promise<Instance> =>
  cloud.compute("compute.instances.get").read(instanceResponse, {
    method: "GET",
    path: instancePath(id),
    label: "instances",
  });

/** The instance that a claim means by its full resource name, or the question for a human. */
export async function findInstance(
  cloud: GoogleCloud,
  claim: Claim,
): Promise<{ question: string } | { target: Target; instance: Instance; project: string }> {
  const id =
    claim.kind === "resource" && claim.resource.kind === "CloudResource" && claim.resource.id;
  const [, project = "", zone = "", name = ""] = (id && pattern.exec(id)) || [];
  if (!id || project === "") {
    return {
      question:
        "It is not the full name of one instance (//compute.googleapis.com/projects/…/zones/…/instances/…): which is it?",
    };
  }
  if (!projectsOf(cloud).includes(project)) {
    return { question: `${id} is in none of the projects that GOOGLE_CLOUD_PROJECTS names` };
  }
  const place = `projects/${project}/zones/${zone}`;
  const instance = await readInstance(cloud, `${place}/instances/${name}`).catch(
    ifNotFound(undefined),
  );
  if (!instance || ![instance.name, instance.id].includes(name)) {
    return { question: `${id} is not there under exactly this name` };
  }
  return { target: targetOf(place, instance), instance, project };
}

function targetOf(place: string, { id, name, hostname, networkInterfaces }: Instance): Target {
  const addresses = networkInterfaces.flatMap(({ networkIP, accessConfigs }) => [
    networkIP,
    ...(accessConfigs ?? []).map(({ natIP }) => natIP),
  ]);
  const full = `//compute.googleapis.com/${place}/instances/${name}`;
  return {
    id: `${place}/instances/${id}`,
    label: name,
    names: [full, name, id, ...(hostname ? [hostname] : [])],
    addresses: addresses.filter((address) => typeof address === "string" && address !== ""),
  } as Target;
}
