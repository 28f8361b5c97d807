import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderMail } from "../../../domain/notice/html-mail";
import { notices } from "./notices";

// To accept what a mail has become: UPDATE_GOLDEN=1 npx jest test/domain/notice/mail-golden.test.ts
const isUpdate = process.env["UPDATE_GOLDEN"] === "1";
const folder = join(__dirname, "golden-mail");
const mails = Object.entries(notices).map(([name, notice]) => ({
  file: `mail-${name}.html`,
  ...renderMail(notice),
}));

describe("a notice's mail", () => {
  it.each(mails)("is as reviewed: $file", ({ file, subject, html }) => {
    const text = `<!-- ${subject} -->\n${html}`;
    if (isUpdate) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, file), text);
    }

    expect(text).toBe(readFileSync(join(folder, file), "utf8"));
  });

  it("has a golden file each, and no file is left over", () => {
    expect(readdirSync(folder).toSorted()).toEqual(mails.map(({ file }) => file).toSorted());
  });
});
