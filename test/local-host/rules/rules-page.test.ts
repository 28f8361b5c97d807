import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Rule, ruleLink, rules } from "../../../local-host/rules";

const page = readFileSync(join(__dirname, "../../../docs/local-host-rules.md"), "utf8");
const named = Object.entries<Rule>(rules);
const paragraphs = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf("\n")), text]),
);

describe("docs/local-host-rules.md", () => {
  it("has one paragraph a rule, in the order of the table, and no other", () => {
    expect([...paragraphs.keys()]).toEqual(named.map(([name]) => name));
  });

  it.each(named)("says of %s what happens, how one runs into it, and what to do", (name) => {
    const parts = paragraphs.get(name)!.split(/^```.*$/m);

    expect(parts).toHaveLength(3);
    for (const part of parts) expect(part.trim().length).toBeGreaterThan(20);
  });

  it.each(named)("lists %s with its number, its title, and whether it is told", (name, rule) => {
    const { title, trap = "", untold } = rule;
    const row = page.split("\n").find((line) => line.includes(`| [${name}](#${name}) `))!;

    expect(row.split("|").map((cell) => cell.trim())).toEqual([
      "",
      String(trap),
      `[${name}](#${name})`,
      title,
      untold === undefined ? "yes" : `no: ${untold}`,
      "",
    ]);
  });

  it("leads only to rules that there are, and a link leads to the heading", () => {
    const anchors = [...page.matchAll(/\]\(#([a-z-]+)\)/g)].map(([, anchor]) => anchor!);

    expect(anchors.filter((anchor) => !paragraphs.has(anchor))).toEqual([]);
    expect(ruleLink("open-timer")).toBe("docs/local-host-rules.md#open-timer");
  });

  it("covers the 23 traps", () => {
    const traps = new Set(named.flatMap(([, { trap }]) => trap ?? []));

    expect([...traps].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 23 }, (_, n) => n + 1),
    );
  });
});
