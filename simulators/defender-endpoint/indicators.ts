import type { SimulatedRequest, World } from "../simulator";
import type { Caller } from "./access";
import { type Indicator, writtenIn } from "./indicator";
import { listAnswer } from "./lists";
import { refuse } from "./problem";

const filters =
  "application createdByDisplayName expirationTime generateAlert title rbacGroupNames indicatorValue indicatorType creationTimeDateTimeUtc createdBy action severity".split(
    " ",
  );

/** The indicators of a tenant: one of each type and value. */
export function createIndicators(world: World, most: () => number) {
  const rows = world.table<Indicator>("indicators");
  const numbers = world.table<number>("numbers");
  const now = (): string => new Date(world.now()).toISOString().replace("Z", "0000Z");

  function nextId(): string {
    const number = (numbers.get("indicator") ?? 994) + 1;
    numbers.set("indicator", number);
    return String(number);
  }

  /** Without Ti.ReadWrite.All an application sees what it made itself. */
  const seenBy = ({ appId, roles }: Caller): Indicator[] =>
    rows
      .rows()
      .filter(({ createdBy }) => roles.includes("Ti.ReadWrite.All") || createdBy === appId);
  const isActive = ({ expirationTime }: Indicator): boolean =>
    expirationTime === null || Date.parse(expirationTime) > world.now();

  return {
    list: (request: SimulatedRequest, caller: Caller) =>
      listAnswer(request, "Indicators", seenBy(caller).filter(isActive), filters),

    /** Makes one, or updates the one of that type and value: all but its `application`. */
    submit(request: SimulatedRequest, { appId }: Caller): Indicator {
      const written = writtenIn(request);
      const { indicatorType: type, indicatorValue: value } = written;
      const there = rows
        .rows()
        .find((row) => row.indicatorType === type && row.indicatorValue === value);
      if (!there && rows.rows().filter(isActive).length >= most()) {
        return refuse(400, "InvalidInput", `The maximum of ${most()} active indicators is reached`);
      }
      const row: Indicator = {
        ...written,
        id: there?.id ?? nextId(),
        application: there ? there.application : written.application,
        sourceType: there?.sourceType ?? "AadApp",
        createdBy: there?.createdBy ?? appId,
        createdByDisplayName: there?.createdByDisplayName ?? "durable-response",
        creationTimeDateTimeUtc: there?.creationTimeDateTimeUtc ?? now(),
        lastUpdateTime: now(),
        lastUpdatedBy: there ? appId : null,
      };
      rows.set(row.id, row);
      return row;
    },

    remove({ params }: SimulatedRequest, caller: Caller): void {
      const id = params["id"] ?? "";
      if (!seenBy(caller).some((row) => row.id === id)) {
        refuse(404, "ResourceNotFound", `Indicator ${id} was not found`);
      }
      rows.delete(id);
    },

    all: () => rows.rows(),

    /** What somebody made in the portal. */
    replace(known: readonly Partial<Indicator>[]): void {
      rows.clear();
      for (const one of known) {
        const row = { ...byHand, creationTimeDateTimeUtc: now(), lastUpdateTime: now(), ...one };
        const id = one.id ?? nextId();
        rows.set(id, { ...row, id });
      }
    },
  };
}

const byHand = {
  indicatorValue: "203.0.113.7",
  indicatorType: "IpAddress",
  action: "Block",
  application: null,
  title: "Made in the portal",
  description: "Made in the portal",
  severity: "Informational",
  recommendedActions: null,
  expirationTime: null,
  rbacGroupNames: [],
  generateAlert: false,
  externalId: null,
  sourceType: "User",
  createdBy: "analyst@contoso.example",
  createdByDisplayName: "analyst@contoso.example",
  lastUpdatedBy: null,
} satisfies Partial<Indicator>;
