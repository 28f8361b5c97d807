import { randomUUID } from "node:crypto";
import type { World } from "../simulator";
import { type ActionRow, type ActionType, endsAt, isOpen, statusOf } from "./action";
import { fleet, type MachineRow } from "./machine";
import { defaults, type Scene, type Settings } from "./scene";

type Wanted = Pick<ActionRow, "type" | "sha1" | "scope" | "requestor" | "requestorComment">;

const ownFleet = (): MachineRow[] => fleet.map((machine) => ({ machine, isOnline: true }));

/** Devices and what was done to them. */
export function createStore(world: World) {
  const machines = world.table<MachineRow>("machines");
  const actions = world.table<ActionRow>("actions");
  const settingsTable = world.table<Settings>("settings");
  const settings = (): Settings => settingsTable.get("settings") ?? defaults;

  function replace(rows: readonly MachineRow[]): void {
    machines.clear();
    actions.clear();
    for (const row of rows) machines.set(row.machine.id, row);
  }
  if (machines.size() === 0) replace(ownFleet());

  const of = (machineId: string): ActionRow[] =>
    actions.rows().filter((row) => row.machineId === machineId);
  const done = (machineId: string): ActionRow[] =>
    of(machineId)
      .filter((row) => statusOf(row, world.now()) === "Succeeded")
      .toSorted((a, b) => endsAt(a) - endsAt(b));

  /** Lets go on what waited for its device, or for a release. */
  function settle(): void {
    for (const row of actions.rows()) {
      const startsAt = row.waitsFor === null || row.cancelled ? undefined : freedAt(row);
      if (startsAt !== undefined) actions.set(row.id, { ...row, startsAt, waitsFor: null });
    }
  }

  function freedAt({ waitsFor, machineId, createdAt }: ActionRow): number | undefined {
    if (waitsFor === "device") return machines.get(machineId)?.isOnline ? world.now() : undefined;
    const release = done(machineId).find(
      (row) => row.type === "Unisolate" && endsAt(row) > createdAt,
    );
    return release && endsAt(release);
  }

  const isIn = (machineId: string, on: ActionType, off: ActionType): boolean =>
    done(machineId).findLast(({ type }) => type === on || type === off)?.type === on;
  const isIsolated = (machineId: string): boolean => isIn(machineId, "Isolate", "Unisolate");

  return {
    settings,
    settle,
    /** What came of what was done to a machine. */
    standingOf(id: string) {
      const ended = done(id);
      const those = (wanted: ActionType) => ended.filter(({ type }) => type === wanted);
      return {
        isIsolated: isIsolated(id),
        isRestricted: isIn(id, "RestrictCodeExecution", "UnrestrictCodeExecution"),
        quarantined: [...new Set(those("StopAndQuarantineFile").map(({ sha1 }) => sha1))],
        packages: those("CollectInvestigationPackage").length,
        scans: those("RunAntiVirusScan").map(({ scope }) => scope),
      };
    },
    machine: (id: string) => machines.get(id)?.machine,
    machines: () => machines.rows(),
    action: (id: string) => actions.get(id),
    /** Newest first. */
    actions: () => actions.rows().toSorted((a, b) => b.createdAt - a.createdAt),

    open: (machineId: string, { type, sha1 }: Wanted): ActionRow | undefined =>
      of(machineId).find(
        (row) => row.type === type && row.sha1 === sha1 && isOpen(row, world.now()),
      ),

    add(machineId: string, wanted: Wanted): ActionRow {
      const { pendingSeconds, runSeconds, outcome, isStuckWhenIsolated } = settings();
      const row = machines.get(machineId);
      const isStuck = wanted.type === "Isolate" && isStuckWhenIsolated && isIsolated(machineId);
      const waitsFor = isStuck ? "release" : row?.isOnline ? null : "device";
      const id = randomUUID();
      const action: ActionRow = {
        ...wanted,
        id,
        machineId,
        computerDnsName: row?.machine.computerDnsName ?? null,
        createdAt: world.now(),
        startsAt: waitsFor === null ? world.now() : null,
        waitsFor,
        pendingMs: pendingSeconds * 1_000,
        runMs: runSeconds * 1_000,
        outcome,
        cancelled: null,
      };
      actions.set(id, action);
      return action;
    },

    cancel(row: ActionRow, requestor: string, comment: string): ActionRow {
      const next = { ...row, cancelled: { at: world.now(), requestor, comment } };
      actions.set(row.id, next);
      return next;
    },

    apply({ settings: changed, machines: rows, isFleet, online }: Scene): void {
      settingsTable.set("settings", { ...settings(), ...changed });
      if (isFleet) replace(ownFleet());
      if (rows) replace(rows);
      for (const [id, isOnline] of Object.entries(online)) {
        const row = machines.get(id);
        if (row) machines.set(id, { ...row, isOnline });
      }
    },
  };
}
