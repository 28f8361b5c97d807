import * as fc from "fast-check";
import { escapeHtml } from "../../domain/html";
import { hostileText } from "../support/hostile";

describe("escapeHtml()", () => {
  it("escapes what starts a tag, an entity or ends an attribute", () => {
    expect(escapeHtml(`<a href="x" title='y'>&amp;`)).toBe(
      "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;",
    );
  });

  it("leaves nothing that HTML would not show as it was written", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
      }),
    );
  });
});
