import type { StoryLine } from "../../scripts/follow/history";
import { columnsOf, printable } from "../../scripts/follow/terminal";

const line: StoryLine = {
  at: new Date(2026, 10, 24, 3, 0, 0),
  phase: "enrich",
  step: "lookUp",
  target: "https://contoso-secure-login.net/verify",
  result: "malicious: 9 of 96 engines say malicious, 2 suspicious",
  tone: "warning",
};

describe("columnsOf()", () => {
  it("puts time, phase, step and target under each other, and cuts a long target", () => {
    expect(columnsOf(line).join("")).toBe(
      "03:00:00  enrich   lookUp                 https://contoso-secure-login.net/… malicious: 9 of 96 engines say malicious, 2 suspicious",
    );
    expect(columnsOf({ ...line, step: "waits", target: "5 s" })[0]).toHaveLength(
      columnsOf(line)[0].length,
    );
  });

  it("keeps every line within a narrow terminal", () => {
    const text = columnsOf(line, 80).join("");

    expect(text.length).toBeLessThan(80);
    expect(text).toBe(
      "03:00:00 lookUp               https://contoso-s… malicious: 9 of 96 engines sa…",
    );
  });

  it("cuts nothing from what went wrong", () => {
    const result = `no answer (transient): ${"x".repeat(100)}`;

    expect(columnsOf({ ...line, result, tone: "bad" }, 80)[1]).toBe(result);
  });

  it("lets a hostile target neither move the cursor nor break the columns", () => {
    const [head] = columnsOf({ ...line, target: "a\u001B[2K\r\nb" });

    expect(head).toContain("a·[2K··b");
  });
});

describe("printable()", () => {
  it("lets no text from outside move the cursor or turn the direction", () => {
    expect(printable("a\u001B[2Kb\u202Ec")).toBe("a·[2Kb·c");
  });
});
