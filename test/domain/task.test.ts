import * as fc from "fast-check";
import { taskText } from "../../domain/task";

describe("taskText()", () => {
  it("holds no markup but line breaks, and is bounded, whatever it is made of", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 5_000 }),
      fc.constantFrom(
        "<script>alert(1)</script>",
        "a\n\n\nb",
        "\u202etxt",
        "",
        "&<>\"'".repeat(900),
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, (title, description) => {
        const text = taskText({ title, description });

        expect(text.title.length).toBeGreaterThan(0);
        expect(text.title.length).toBeLessThanOrEqual(150);
        expect(text.title).not.toMatch(/[\p{Cc}\u202e]/u);
        expect(text.description.replaceAll("<br>", "")).not.toMatch(/[<>\n]/);
        // Each of 2,000 characters is five at most as an entity, and six as a quote.
        expect(text.description.length).toBeLessThanOrEqual(2_000 * 10);
      }),
    );
  });
});
