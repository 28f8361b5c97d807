import { createHash } from "node:crypto";
import type { Answer, Routes, SimulatedRequest, Table, World } from "../simulator";
import { isRecord } from "../simulator";
import { computeBasics, missing, type Operation } from "./compute";
import { computeError } from "./google-error";
import type { Firewall, Instance, Settings } from "./scene";

const root = "/compute/compute/v1/projects/{project}";
const one = `${root}/zones/{zone}/instances/{instance}`;
const network =
  "https://www.googleapis.com/compute/v1/projects/contoso-web/global/networks/default";

const keyOf = ({ project, name }: Instance): string => `${project}/${name}`;

/**
 * Compute Engine's instances, known by name or id, and the firewall rules of their network:
 * https://cloud.google.com/compute/docs/reference/rest/v1/instances
 */
export function instances(
  world: World,
  tables: { instances: Table<Instance>; firewalls: Table<Firewall>; operations: Table<Operation> },
  settings: () => Settings,
): Routes {
  const basics = computeBasics(world, tables.operations, settings);

  function find({ params }: SimulatedRequest): Instance | undefined {
    const found = tables.instances
      .rows()
      .find(
        ({ project, zone, name, id }) =>
          project === params["project"] &&
          zone === params["zone"] &&
          [name, id].includes(params["instance"]!),
      );
    if (!found?.becoming || found.becoming.at > world.now()) return found;
    const { becoming, ...settled } = found;
    return { ...settled, status: becoming.status };
  }

  function get(request: SimulatedRequest): Answer {
    const found = find(request);
    return found ? { body: instanceAnswer(found) } : missing(request);
  }

  function setTags(request: SimulatedRequest): Answer {
    const found = find(request);
    if (!found) return missing(request);
    const { items, fingerprint } = isRecord(request.json) ? request.json : {};
    if (!Array.isArray(items) || items.some((item) => !/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(item))) {
      return computeError(400, "invalid", "Invalid value for field 'resource.items'");
    }
    if (items.length > 64) {
      return computeError(400, "invalid", "An instance has 64 tags at most.");
    }
    if (fingerprint !== fingerprintOf(found)) {
      return computeError(
        412,
        "conditionNotMet",
        "Supplied fingerprint does not match current metadata fingerprint.",
      );
    }
    tables.instances.set(keyOf(found), { ...found, tags: items, revision: found.revision + 1 });
    return basics.begin(keyOf(found));
  }

  const turn =
    (by: string, on: string) =>
    (request: SimulatedRequest): Answer => {
      const found = find(request);
      if (!found) return missing(request);
      if (on === "RUNNING" && found.status !== "TERMINATED") {
        const isThere = ["RUNNING", "STAGING"].includes(found.status);
        if (isThere) return basics.begin(keyOf(found), 0);
        const message = `The resource '${found.name}' is not ready`;
        return computeError(400, "resourceNotReady", message);
      }
      if (on === "TERMINATED" && found.status === "TERMINATED")
        return basics.begin(keyOf(found), 0);
      const { stopSeconds } = settings();
      const at = world.now() + stopSeconds * 1_000;
      const { becoming: _, ...settled } = found;
      const next =
        stopSeconds === 0 ? { status: on } : { status: by, becoming: { status: on, at } };
      tables.instances.set(keyOf(found), { ...settled, ...next });
      return basics.begin(keyOf(found), stopSeconds);
    };

  const firewalls = ({ params }: SimulatedRequest): Answer => ({
    body: {
      kind: "compute#firewallList",
      items: tables.firewalls
        .rows()
        .filter(({ project }) => project === params["project"])
        .map(firewallAnswer),
    },
  });

  return {
    [`GET ${one}`]: basics.behind("compute.instances.get", get),
    [`POST ${one}/setTags`]: basics.behind("compute.instances.setTags", setTags),
    [`POST ${one}/stop`]: basics.behind("compute.instances.stop", turn("STOPPING", "TERMINATED")),
    [`POST ${one}/start`]: basics.behind("compute.instances.start", turn("STAGING", "RUNNING")),
    [`GET ${root}/global/firewalls`]: basics.behind("compute.firewalls.list", firewalls),
    [`POST ${root}/zones/{zone}/operations/{operation}/wait`]: basics.behind(
      "compute.zoneOperations.get",
      basics.operation,
    ),
  };
}

const fingerprintOf = ({ id, revision }: Instance): string =>
  createHash("sha256").update(`${id}#${revision}`).digest("base64").slice(0, 12);

const instanceAnswer = (instance: Instance): object => ({
  kind: "compute#instance",
  id: instance.id,
  name: instance.name,
  status: instance.status,
  zone: `https://www.googleapis.com/compute/v1/projects/${instance.project}/zones/${instance.zone}`,
  tags: {
    // Google leaves out an empty list.
    ...(instance.tags.length > 0 && { items: instance.tags }),
    fingerprint: fingerprintOf(instance),
  },
  disks: instance.disks.map((type) => ({ kind: "compute#attachedDisk", type })),
  networkInterfaces: [
    {
      name: "nic0",
      network,
      stackType: instance.stackType ?? "IPV4_ONLY",
      networkIP: instance.networkIP,
      ...(instance.natIP && {
        accessConfigs: [{ type: "ONE_TO_ONE_NAT", natIP: instance.natIP }],
      }),
    },
  ],
});

const firewallAnswer = ({
  name,
  direction,
  disabled,
  targetTags,
  priority = 0,
  ranges,
}: Firewall): object => ({
  kind: "compute#firewall",
  name,
  network,
  direction,
  disabled,
  priority,
  targetTags,
  denied: [{ IPProtocol: "all" }],
  ...(direction === "INGRESS" ? { sourceRanges: ranges } : { destinationRanges: ranges }),
});
