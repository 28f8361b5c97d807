/** What the schema says of one type of an Adaptive Card. */
export interface CardType {
  /** Properties that must be there as text. */
  texts?: readonly string[];
  /** Properties that must be there as lists. */
  lists?: readonly string[];
  /** What may stand in a property, in a list or alone. One type alone need not name itself. */
  children?: Record<string, readonly string[]>;
}

const actions = [
  "Action.Execute",
  "Action.OpenUrl",
  "Action.ShowCard",
  "Action.Submit",
  "Action.ToggleVisibility",
];

const selectAction = actions.filter((name) => name !== "Action.ShowCard");

const elements = [
  "ActionSet",
  "ColumnSet",
  "Container",
  "FactSet",
  "Image",
  "ImageSet",
  "Input.ChoiceSet",
  "Input.Date",
  "Input.Number",
  "Input.Text",
  "Input.Time",
  "Input.Toggle",
  "Media",
  "RichTextBlock",
  "Table",
  "TextBlock",
];

const input: CardType = { texts: ["id"] };

/**
 * The types of Adaptive Cards 1.5 and what each needs, as its schema documents them:
 * https://adaptivecards.io/explorer/. Other properties are not judged: Teams passes over those that
 * it does not know.
 */
export const cardTypes: Readonly<Record<string, CardType>> = {
  AdaptiveCard: { texts: ["version"], children: { body: elements, actions, selectAction } },

  "Action.Execute": {},
  "Action.OpenUrl": { texts: ["url"] },
  "Action.ShowCard": { children: { card: ["AdaptiveCard"] } },
  "Action.Submit": {},
  "Action.ToggleVisibility": { lists: ["targetElements"] },

  ActionSet: { lists: ["actions"], children: { actions } },
  Column: { children: { items: elements, selectAction } },
  ColumnSet: { children: { columns: ["Column"], selectAction } },
  Container: { lists: ["items"], children: { items: elements, selectAction } },
  Fact: { texts: ["title", "value"] },
  FactSet: { lists: ["facts"], children: { facts: ["Fact"] } },
  Image: { texts: ["url"], children: { selectAction } },
  ImageSet: { lists: ["images"], children: { images: ["Image"] } },
  Media: { lists: ["sources"], children: { sources: ["MediaSource"] } },
  MediaSource: { texts: ["mimeType", "url"] },
  RichTextBlock: { lists: ["inlines"], children: { inlines: ["TextRun"] } },
  Table: { children: { rows: ["TableRow"], columns: ["TableColumnDefinition"] } },
  TableCell: { lists: ["items"], children: { items: elements, selectAction } },
  TableColumnDefinition: {},
  TableRow: { children: { cells: ["TableCell"] } },
  TextBlock: { texts: ["text"] },
  TextRun: { texts: ["text"], children: { selectAction } },

  "Input.Choice": { texts: ["title", "value"] },
  "Input.ChoiceSet": { ...input, children: { choices: ["Input.Choice"] } },
  "Input.Date": input,
  "Input.Number": input,
  "Input.Text": { ...input, children: { inlineAction: selectAction } },
  "Input.Time": input,
  "Input.Toggle": { texts: ["id", "title"] },
};
