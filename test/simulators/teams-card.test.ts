import * as fc from "fast-check";
import { cardProblem } from "../../simulators/teams/card";
import { cardTypes } from "../../simulators/teams/card-types";

const card = (changes: object = {}) => ({
  type: "AdaptiveCard",
  $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
  version: "1.5",
  msteams: { width: "Full" },
  body: [],
  ...changes,
});
const text = { type: "TextBlock", text: "High: Multi-stage intrusion on HOST-7", wrap: true };

describe("cardProblem()", () => {
  it("finds none in a card with every kind of element", () => {
    const everything = card({
      body: [
        text,
        { type: "FactSet", facts: [{ title: "Incident", value: "4211" }] },
        { type: "Container", items: [text], style: "attention" },
        { type: "ColumnSet", columns: [{ width: "auto", items: [text] }, { type: "Column" }] },
        { type: "RichTextBlock", inlines: ["plain", { type: "TextRun", text: "bold" }] },
        { type: "Table", columns: [{ width: 1 }], rows: [{ cells: [{ items: [text] }] }] },
        { type: "ImageSet", images: [{ url: "https://x.test/a.png" }] },
        { type: "Media", sources: [{ mimeType: "video/mp4", url: "https://x.test/a.mp4" }] },
        { type: "Input.ChoiceSet", id: "c", choices: [{ title: "Yes", value: "y" }] },
        { type: "Input.Text", id: "t", inlineAction: { type: "Action.Submit" } },
        { type: "ActionSet", actions: [{ type: "Action.ToggleVisibility", targetElements: [] }] },
      ],
      actions: [
        { type: "Action.OpenUrl", title: "Open incident", url: "https://portal.azure.com/" },
        { type: "Action.ShowCard", card: card({ body: [text] }) },
      ],
    });

    expect(cardProblem(everything)).toBeUndefined();
  });

  it.each([
    ["no card at all", null, "Property 'type' must be 'AdaptiveCard'"],
    ["an envelope", { type: "message" }, "Property 'type' must be 'AdaptiveCard'"],
    ["no version", card({ version: undefined }), "Property 'version' of card"],
    ["a newer version", card({ version: "1.6" }), "newer than Teams renders"],
    ["a version that is none", card({ version: "latest" }), "is not a version"],
    [
      "an unknown element",
      card({ body: [{ type: "Markdown", text: "x" }] }),
      "card.body[0] is of the unknown type 'Markdown'",
    ],
    [
      "an element of version 1.6",
      card({ body: [{ type: "Carousel", pages: [] }] }),
      "unknown type 'Carousel'",
    ],
    ["an element without a type", card({ body: [{ text: "x" }] }), "card.body[0] has no 'type'"],
    ["an element that is a text", card({ body: ["x"] }), "card.body[0] must be an object"],
    [
      "an action among the elements",
      card({ body: [{ type: "Action.Submit" }] }),
      "unknown type 'Action.Submit'",
    ],
    ["an element among the actions", card({ actions: [text] }), "unknown type 'TextBlock'"],
    [
      "a text that is a number",
      card({ body: [{ type: "TextBlock", text: 4211 }] }),
      "Property 'text' of card.body[0] (TextBlock) must be a string",
    ],
    [
      "facts that are no list",
      card({ body: [{ type: "FactSet", facts: {} }] }),
      "Property 'facts' of card.body[0] (FactSet) must be an array",
    ],
    [
      "a fact without a value",
      card({ body: [{ type: "FactSet", facts: [{ title: "x" }] }] }),
      "Property 'value' of card.body[0].facts[0] (Fact)",
    ],
    [
      "a title that is a number",
      card({ actions: [{ type: "Action.OpenUrl", url: "https://x.test/", title: 4211 }] }),
      "Property 'title' of card.actions[0] (Action.OpenUrl) must be a string",
    ],
    [
      "a link to nowhere",
      card({ actions: [{ type: "Action.OpenUrl", url: "/incident" }] }),
      "must be an absolute address",
    ],
    [
      "a link that runs a script",
      card({ actions: [{ type: "Action.OpenUrl", url: "javascript:alert(1)" }] }),
      "must be an absolute address",
    ],
    [
      "a card to show as an action of a click",
      card({ selectAction: { type: "Action.ShowCard" } }),
      "unknown type 'Action.ShowCard'",
    ],
    [
      "a fault deep inside",
      card({
        body: [{ type: "Container", items: [{ type: "Container", items: [{ type: "X" }] }] }],
      }),
      "card.body[0].items[0].items[0] is of the unknown type 'X'",
    ],
  ])("finds one in %s", (_title, value, problem) => {
    expect(cardProblem(value)).toContain(problem);
  });

  it("takes the fallback of an element that it does not know", () => {
    const newer = { type: "CodeBlock", codeSnippet: "x" };

    expect(cardProblem(card({ body: [{ ...newer, fallback: text }] }))).toBeUndefined();
    expect(cardProblem(card({ body: [{ ...newer, fallback: "drop" }] }))).toBeUndefined();
    expect(cardProblem(card({ body: [{ ...newer, fallback: newer }] }))).toContain(
      "card.body[0].fallback",
    );
  });

  it("answers whatever JSON it is given", () => {
    const types = fc.constantFrom(...Object.keys(cardTypes), "Unknown");
    const node = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.record(
          {
            type: types,
            text: fc.string(),
            items: fc.array(tie("node"), { maxLength: 3 }),
            url: fc.string(),
            fallback: tie("node"),
          },
          { requiredKeys: ["type"] },
        ),
      ),
    })).node;
    fc.assert(
      fc.property(fc.array(node, { maxLength: 4 }), (body) => {
        expect(["undefined", "string"]).toContain(typeof cardProblem(card({ body })));
      }),
    );
  });

  it("gives up on a card that is nested without end, not on its caller", () => {
    let deep: object = text;
    for (let level = 0; level < 10_000; level++) deep = { type: "Container", items: [deep] };

    expect(cardProblem(card({ body: [deep] }))).toContain("nested too deeply");
  });
});
