import { cleanLine, cut } from "./clean-text";
import type { PlannedContainment } from "./containment";
import { MOST_BYTES, bytesOf } from "./pieces";

const longestText = 120;
const mostTouched = 2;
const elsewhere = "stands on the approval's page";

/**
 * Items of a plan as messages name them, small enough for one step; who decides reads all of it on the
 * approval's page. Texts are shortened; from the last item up, as far as it takes, they are left to that page.
 */
export function lightItems(items: readonly PlannedContainment[]): PlannedContainment[] {
  const light = items.map(shortened);
  let bytes = bytesOf(light);
  for (let index = light.length - 1; index >= 0 && bytes > MOST_BYTES; index -= 1) {
    const before = light[index]!;
    const named = {
      ...before,
      reason: `the reason ${elsewhere}`,
      blastRadius: [`what it touches ${elsewhere}`],
    };
    bytes += bytesOf(named) - bytesOf(before);
    light[index] = named;
  }
  return light;
}

function shortened(item: PlannedContainment): PlannedContainment {
  const { id, label, names } = item.target;
  const { id: itemId, kind, reason, lifetimeHours, blastRadius, quorum } = item;
  const more = blastRadius.length - mostTouched;
  return {
    id: itemId,
    kind,
    target: { id, label: cut(label, longestText), names: names.slice(0, 1) },
    reason: cleanLine(reason, longestText),
    lifetimeHours,
    blastRadius: [
      ...blastRadius.slice(0, mostTouched).map((text) => cleanLine(text, longestText)),
      ...(more > 0 ? [`more of what it touches ${elsewhere}`] : []),
    ],
    quorum,
  };
}
