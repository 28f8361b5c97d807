import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderCard } from "../../../domain/notice/adaptive-card";
import { renderPage } from "../../../domain/notice/page";
import { renderText } from "../../../domain/notice/plain-text";
import { renderSlack } from "../../../domain/notice/slack-message";
import { notices } from "./notices";

// To accept what a rendering has become: UPDATE_GOLDEN=1 npx jest test/domain/notice/golden.test.ts
const isUpdate = process.env["UPDATE_GOLDEN"] === "1";
const folder = join(__dirname, "golden");

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const renderings = Object.entries(notices).flatMap(([name, notice]) => [
  { file: `${name}.card.txt`, text: json(renderCard(notice)) },
  { file: `${name}.slack.txt`, text: json(renderSlack(notice)) },
  { file: `${name}.page.txt`, text: json(renderPage(notice)) },
  { file: `${name}.text.txt`, text: `${renderText(notice, 4_000)}\n` },
]);

describe("a notice's renderings", () => {
  it.each(renderings)("are as reviewed: $file", ({ file, text }) => {
    if (isUpdate) writeFileSync(join(folder, file), text);

    expect(text).toBe(readFileSync(join(folder, file), "utf8"));
  });

  it("have a golden file each, and no file is left over", () => {
    expect(readdirSync(folder).toSorted()).toEqual(renderings.map(({ file }) => file).toSorted());
  });
});
