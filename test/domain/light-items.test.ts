import type { PlannedContainment } from "../../domain/containment";
import { lightItems } from "../../domain/light-items";
import { MOST_BYTES, bytesOf } from "../../domain/pieces";
import { isolation } from "../support/sample-approval";

const items = (count: number): PlannedContainment[] =>
  Array.from({ length: count }, (_, index) => ({
    ...isolation,
    id: `isolate-device:${index}`,
    reason: "r".repeat(700),
    blastRadius: ["a".repeat(300), "b", "c", "d"],
  }));

describe("lightItems()", () => {
  it("names every item, and fits into a step", () => {
    const light = lightItems(items(40));

    expect(light.map(({ id }) => id)).toEqual(items(40).map(({ id }) => id));
    expect(bytesOf(light)).toBeLessThanOrEqual(MOST_BYTES);
  });

  it("never says of what it left out that there is nothing", () => {
    const light = lightItems(items(40));

    expect(light[0]!.reason).toMatch(/^r+…$/);
    for (const { reason, blastRadius } of light) {
      expect(reason).not.toBe("");
      expect(blastRadius.join()).toContain("on the approval's page");
    }
  });

  it("keeps what is short enough", () => {
    const { id, kind, reason, lifetimeHours, blastRadius, quorum } = isolation;

    expect(lightItems([isolation])).toMatchObject([
      { id, kind, reason, lifetimeHours, blastRadius, quorum },
    ]);
  });
});
