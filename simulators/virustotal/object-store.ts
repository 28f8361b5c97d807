import type { Table, World } from "../simulator";
import { isCalled } from "./find";
import { type Collection, isHash, keyOf } from "./object-kind";
import { type ObjectRow, objectRow, rowKey } from "./object-row";
import { testObjects } from "./test-objects";

const testObjectsByKey = new Map(testObjects.map((row) => [rowKey(row), row]));

/** What VirusTotal knows: the test objects, and over them what scenes said. */
export function createObjectStore(world: World) {
  // Null hides a test object that a scene wants unknown.
  const objects: Table<ObjectRow | null> = world.table("objects");

  const held = (key: string): ObjectRow | undefined => {
    const row = objects.get(key);
    return (row === undefined ? testObjectsByKey.get(key) : row) ?? undefined;
  };
  const all = (): ObjectRow[] =>
    [...new Set([...testObjectsByKey.keys(), ...objects.keys()])].flatMap((key) => held(key) ?? []);

  return {
    all,
    set: (value: string, row: ObjectRow | null): void =>
      objects.set(rowKey(row ?? objectRow(value, {})), row),
    /** Finds by what people write, and URLs and files also by their other names. */
    find(collection: Collection, value: string): ObjectRow | undefined {
      const row = held(keyOf(collection, value));
      if (row) return row;
      return isHash(value) ? all().find((other) => isCalled(other, collection, value)) : undefined;
    },
  };
}
