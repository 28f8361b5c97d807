import { createHash } from "node:crypto";
import type { HttpResponseInit } from "@azure/functions";

const style = `
  :root { color-scheme: light dark; --text: #1b1b1b; --page: #fff; --quiet: #5b5b5b; --line: #c4c4c4; --box: #f7f7f7; --link: #0f5ea8; --told: #eaf3fb }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 48rem; padding: 0 1rem; color: var(--text); background: var(--page); overflow-wrap: anywhere }
  h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .5rem } h1 .quiet { display: block; font-size: 1rem; font-weight: 400 }
  h2 { font-size: 1.15rem; line-height: 1.3; margin: 0 0 .75rem } h3 { font-size: 1rem; margin: 1rem 0 .25rem }
  .title { font-size: 1.1rem; margin: 0 0 1rem } ul { margin: .25rem 0; padding-left: 1.25rem } a { color: var(--link) }
  section { margin: 1.5rem 0 } section.item { border: 1px solid var(--line); border-radius: 6px; padding: 1rem; background: var(--box) }
  dl { display: grid; grid-template-columns: 11rem 1fr; gap: .4rem 1rem; margin: 0 } dt { font-weight: 600; grid-column: 1 } dd { margin: 0; grid-column: 2 }
  small, .quiet, .hint { color: var(--quiet) } .hint { margin: 0; font-size: .9rem }
  .told { border-left: 4px solid var(--link); padding: .5rem .75rem; background: var(--told) }
  form { border: 1px solid var(--line); border-radius: 6px; padding: 1rem; margin-top: 1.25rem } form > p:first-of-type { margin-top: 0 }
  label { display: block; font-weight: 600 } textarea, select { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; margin: .25rem 0 .75rem; color: var(--text); background: var(--page); border: 1px solid var(--quiet); border-radius: 4px }
  .buttons { display: flex; flex-wrap: wrap; gap: .75rem } button { font: inherit; font-weight: 600; min-height: 44px; padding: .5rem 1.5rem; border-radius: 4px; border: 1px solid var(--quiet); color: var(--text); background: var(--box) }
  button.yes { color: #fff; background: #0b6a0b; border-color: #0b6a0b } button.no { color: #fff; background: #a4262c; border-color: #a4262c }
  :focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
  @media (max-width: 34rem) { body { margin: 1rem auto } dl { display: block } dd + dt { margin-top: .6rem } .buttons button { flex: 1 } }
  @media (prefers-color-scheme: dark) { :root { --text: #eee; --page: #1b1b1b; --quiet: #b0b0b0; --line: #4a4a4a; --box: #242424; --link: #7ab8f5; --told: #10283d } }
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
