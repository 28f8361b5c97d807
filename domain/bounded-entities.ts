import type { Entity } from "./entity";

const encoder = new TextEncoder();

/** As many entities as fit, those that are acted on first, and how many did not. */
export function boundedEntities(
  entities: Entity[],
  maxCount: number,
  maxBytes: number,
): { entities: Entity[]; entitiesLeftOut: number } {
  const kept: Entity[] = [];
  let bytes = 0;
  for (const entity of actedOnFirst(entities)) {
    const size = encoder.encode(JSON.stringify(entity)).length + 1;
    if (kept.length >= maxCount) break;
    if (bytes + size > maxBytes) continue;
    kept.push(entity);
    bytes += size;
  }
  return { entities: kept, entitiesLeftOut: entities.length - kept.length };
}

function actedOnFirst(entities: Entity[]): Entity[] {
  return [...entities.filter((entity) => !isOther(entity)), ...entities.filter(isOther)];
}

const isOther = ({ kind }: Entity): boolean => kind === "Other";
