import { SEVERITIES } from "../../domain/incident";
import { isAtLeast } from "../../domain/severity";

describe("isAtLeast()", () => {
  it("orders Sentinel's severities", () => {
    const table = SEVERITIES.map((floor) =>
      SEVERITIES.filter((severity) => isAtLeast(severity, floor)),
    );

    expect(table).toEqual([
      ["Informational", "Low", "Medium", "High"],
      ["Low", "Medium", "High"],
      ["Medium", "High"],
      ["High"],
    ]);
  });
});
