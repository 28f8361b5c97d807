import type { Table, World } from "../simulator";
import { guardDutyOperations } from "./guardduty";
import { type GuardDutyRow, guardDutyRow, publishedGuardDuty } from "./guardduty-rows";
import { hubOperations } from "./hub";
import { type HubRow, type PendingUpdate, hubRow, keyOf, publishedHub } from "./hub-rows";
import type { Scene, Settings } from "./scene";

/** What GuardDuty and Security Hub have found; a scene replaces what it names. */
export function findingsOf(world: World, settings: () => Settings) {
  const guardDuty: Table<GuardDutyRow> = world.table("guardduty-findings");
  const hub: Table<HubRow> = world.table("hub-findings");
  const updates: Table<PendingUpdate> = world.table("hub-updates");

  function set({ guardDuty: ones, hub: others }: Pick<Scene, "guardDuty" | "hub">): void {
    if (ones) guardDuty.clear();
    if (others) hub.clear();
    for (const one of ones ?? []) guardDuty.set(one.id, guardDutyRow(one, world.now()));
    for (const one of others ?? []) {
      const row = hubRow(one, world.now());
      hub.set(keyOf(row), row);
    }
  }

  if (guardDuty.size() + hub.size() === 0) {
    set({ guardDuty: publishedGuardDuty(world.now()), hub: publishedHub(world.now()) });
  }
  return {
    set,
    operations: {
      guardduty: guardDutyOperations(guardDuty, () => settings().isGuardDutyMember),
      securityhub: hubOperations(hub, updates, settings, () => world.now()),
    },
    state: () => ({ guardDuty: guardDuty.rows(), hub: hub.rows() }),
  };
}
