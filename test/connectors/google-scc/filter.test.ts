import * as fc from "fast-check";
import { type Field, anyOf, isWritable } from "../../../connectors/google-scc/filter";
import { filterOf } from "../../../simulators/google/finding-filter";

const fields: Field[] = [
  "access.principal_email",
  "indicator.ip_addresses",
  "name",
  "resource_name",
];
const time = "2026-11-24T02:41:07.512Z";

describe("anyOf()", () => {
  it("lets through what has one of the values, whole, and is not too old", () => {
    const test = filterOf(anyOf("name", ["a", "b"], Date.parse(time)));

    expect(test({ name: "b", event_time: time })).toBe(true);
    expect(test({ name: "ab", event_time: time })).toBe(false);
    expect(test({ name: "b", event_time: "2026-11-24T02:41:07.511Z" })).toBe(false);
  });

  it("is one restriction of one field, whatever stands in a value", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fields),
        fc.string({ unit: "binary" }).filter((value) => isWritable(value)),
        fc.string({ unit: "binary" }),
        (field, value, other) => {
          const test = filterOf(anyOf(field, [value]));

          expect(test({ [field]: value })).toBe(true);
          expect(test({ [field]: other })).toBe(other === value);
          expect(test({})).toBe(false);
        },
      ),
    );
  });

  it.each(["", 'a" OR name="b', "a\\", "a b", "a\u0000", "\uD800", "a".repeat(1_025)])(
    "takes no value that would have to be escaped: %j",
    (value) => {
      expect(isWritable(value)).toBe(false);
      expect(() => anyOf("name", [value])).toThrow("Cannot write a value");
    },
  );
});
