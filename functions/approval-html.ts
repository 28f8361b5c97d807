import { createHash } from "node:crypto";
import type { HttpResponseInit } from "@azure/functions";

const style = `
  :root { color-scheme: light dark }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem; color: #1b1b1b; background: #fff; overflow-wrap: anywhere }
  h1 { font-size: 1.4rem; line-height: 1.3 } h2 { font-size: 1.05rem; margin: 1.5rem 0 .25rem }
  ul { margin: .25rem 0; padding-left: 1.25rem } dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem }
  dt { font-weight: 600 } dd { margin: 0 } small, .quiet { color: #5b5b5b }
  .told { border-left: 4px solid #0f6cbd; padding: .5rem .75rem; background: #eef5fc }
  form { border: 1px solid #bbb; border-radius: 6px; padding: 1rem; margin-top: 1.5rem }
  label { display: block; font-weight: 600 } textarea, select { font: inherit; width: 100%; box-sizing: border-box; padding: .4rem; margin: .25rem 0 .75rem }
  button { font: inherit; font-weight: 600; padding: .5rem 1.25rem; margin-right: .5rem; border-radius: 4px; border: 1px solid #5b5b5b; color: #1b1b1b; background: #f2f2f2 }
  button.yes { color: #fff; background: #0b6a0b; border-color: #0b6a0b } button.no { color: #fff; background: #a4262c; border-color: #a4262c }
  @media (prefers-color-scheme: dark) { body { color: #eee; background: #1b1b1b } small, .quiet { color: #b0b0b0 } .told { background: #10283d } }
`;

const styleHash = createHash("sha256").update(style).digest("base64");

const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cache-control": "no-store",
};

/** A page without scripts that nobody can frame. Title and parts are HTML: what is hostile in them was escaped. */
export const htmlPage = (status: number, title: string, parts: string[]): HttpResponseInit => ({
  status,
  headers,
  body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
<main>
${parts.filter((part) => part !== "").join("\n")}
</main>
</html>
`,
});

/** A page that says one thing. */
export const messagePage = (status: number, message: string): HttpResponseInit =>
  htmlPage(status, "Approval", [`<h1>Approval</h1><p class="told" role="status">${message}</p>`]);
