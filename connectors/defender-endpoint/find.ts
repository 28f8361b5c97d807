import { cleanLine } from "../../domain/clean-text";
import type { HostEntity } from "../../domain/entity";
import { ifNotFound } from "../connector-error";
import { type Client, machineIdOf } from "./client";
import { everyRow } from "./pages";
import { type Machine, machineResponse, machinesResponse } from "./schema";

/** Exactly one device, or why there is none: a sentence for a human. */
export type Found = { machine: Machine } | { question: string };

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;
const machineId = /^[0-9a-f]{40}$/i;
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The one device that a host of an incident is: by its machine id, else by its id in Entra ID, else by
 * its name, letter for letter. What the incident says besides must not contradict it.
 */
export async function findMachine(client: Client, host: HostEntity): Promise<Found> {
  const { defenderMachineId, aadDeviceId } = host;
  const called = `"${cleanLine(host.label, 100)}"`;
  if (defenderMachineId !== undefined) {
    if (!machineId.test(defenderMachineId)) return { question: noIdOf(called, "a machine id") };
    const machine = await machineWith(client, defenderMachineId);
    const found = machine ? [machine] : [];
    return oneOf(found, host, `${called}, by the machine id that the incident gives`);
  }
  if (aadDeviceId !== undefined) {
    if (!guid.test(aadDeviceId)) return { question: noIdOf(called, "an Entra device id") };
    const id = aadDeviceId.toLowerCase();
    const found = await machinesBy(client, `aadDeviceId eq ${id}`);
    const exact = found.filter((machine) => machine.aadDeviceId?.toLowerCase() === id);
    return oneOf(exact, host, `${called}, by the Entra device id that the incident gives`);
  }
  return findByName(client, host, called);
}

async function findByName(client: Client, host: HostEntity, called: string): Promise<Found> {
  const { hostName = "", dnsDomain } = host;
  const name = [hostName, ...(dnsDomain === undefined ? [] : [dnsDomain])].join(".").toLowerCase();
  const labels = name.split(".");
  if (name.length > 253 || !labels.every((one) => label.test(one))) {
    return { question: `${called} is not a whole host name: which device is it?` };
  }
  const isWhole = labels.length > 1;
  const same = await machinesBy(client, `computerDnsName eq '${name}'`);
  // With a dot at the end it is the whole first label; and what comes back is compared again.
  const below = isWhole ? [] : await machinesBy(client, `startswith(computerDnsName,'${name}.')`);
  const exact = [...same, ...below].filter((machine) => {
    const known = nameOf(machine);
    return isWhole ? known === name : known.split(".")[0] === name;
  });
  const names = [...new Set(exact.map(nameOf))];
  if (names.length > 1) {
    const list = names.slice(0, 5).map((one) => cleanLine(one, 80));
    return { question: `${called} may be ${list.join(" or ")}: which device is it?` };
  }
  return oneOf(exact, host, called);
}

/** Of several records of one device, the one that Defender still hears from. */
function oneOf(records: Machine[], host: HostEntity, how: string): Found {
  if (records.length === 0) {
    return { question: `Defender for Endpoint has no device ${how}: which one is it?` };
  }
  const onboarded = records.filter(({ onboardingStatus: status }) => status === "Onboarded");
  const [latest, next] = onboarded.toSorted((a, b) => seenAt(b) - seenAt(a));
  if (!latest) {
    return { question: `Defender for Endpoint knows ${how}, but it is not onboarded: what now?` };
  }
  if (next && seenAt(next) === seenAt(latest)) {
    const ids = [latest.id, next.id].map((id) => cleanLine(id, 40)).join(" or ");
    return { question: `${how} has several records, last seen at the same time: is it ${ids}?` };
  }
  const wanted = host.hostName?.toLowerCase().split(".")[0];
  if (wanted !== undefined && nameOf(latest).split(".")[0] !== wanted) {
    const known = cleanLine(nameOf(latest), 100);
    return { question: `${how}, is "${known}" in Defender for Endpoint: are they one device?` };
  }
  return { machine: latest };
}

const noIdOf = (called: string, what: string): string =>
  `${called} has ${what} that is none: which device is it?`;

async function machineWith({ reading }: Client, id: string): Promise<Machine | undefined> {
  const path = `/api/machines/${machineIdOf(id)}`;
  const found = await reading
    .read(machineResponse, { method: "GET", path })
    .catch(ifNotFound(undefined));
  return found?.id.toLowerCase() === id.toLowerCase() ? found : undefined;
}

/** A list without rows may be a 404. */
const machinesBy = ({ reading }: Client, filter: string): Promise<Machine[]> =>
  everyRow((skip) =>
    reading
      .read(machinesResponse, {
        method: "GET",
        path: "/api/machines",
        query: { $filter: filter, ...(skip > 0 && { $skip: String(skip) }) },
      })
      .catch(ifNotFound({ value: [] })),
  );

const nameOf = ({ computerDnsName }: Machine): string => (computerDnsName ?? "").toLowerCase();

const seenAt = ({ lastSeen }: Machine): number => {
  const at = Date.parse(lastSeen ?? "");
  return Number.isNaN(at) ? 0 : at;
};
