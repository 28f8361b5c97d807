import * as fc from "fast-check";
import { objectIdOf } from "../../../connectors/entra-id/cloud-sid";

describe("objectIdOf()", () => {
  it("reads a known pair", () => {
    expect(objectIdOf("S-1-12-1-1943430372-1249052806-2496021943-3034400218")).toBe(
      "73d664e4-0886-4a73-b745-c694da45ddb4",
    );
  });

  it("gives a GUID for any four numbers, another for others", () => {
    const number = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(fc.tuple(number, number, number, number), (parts) => {
        const id = objectIdOf(`S-1-12-1-${parts.join("-")}`);
        const bytes = Buffer.from(id!.replaceAll("-", ""), "hex");
        const first = Buffer.from(id!.slice(0, 8), "hex").readUInt32BE();

        expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect([first, bytes.readUInt32LE(8), bytes.readUInt32LE(12)]).toEqual([
          parts[0],
          parts[2],
          parts[3],
        ]);
      }),
    );
  });

  it.each([
    "S-1-5-21-1-2-3-4",
    "S-1-12-1-1-2-3",
    "S-1-12-1-1-2-3-4-5",
    "S-1-12-1-4294967296-2-3-4",
    "",
  ])("is none for %j", (sid) => {
    expect(objectIdOf(sid)).toBeUndefined();
  });
});
