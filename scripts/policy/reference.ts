/** What JSON Schema says of a key, the part that we read. */
export interface SchemaNode {
  description?: string;
  type?: string;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  anyOf?: SchemaNode[];
  items?: SchemaNode;
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode | boolean;
  required?: string[];
}

export interface SchemaKey {
  /** "contain.quietTimes[].name", "budgets.*.perDay". */
  key: string;
  node: SchemaNode;
  isRequired: boolean;
}

/** Every key that a schema knows, in its order, each before what is in it. */
export function keysOf(node: SchemaNode, prefix = ""): SchemaKey[] {
  const { properties = {}, required = [], additionalProperties, items, anyOf = [] } = node;
  const dot = prefix === "" ? "" : `${prefix}.`;
  return [
    ...Object.entries(properties).flatMap(([name, member]) => [
      { key: `${dot}${name}`, node: member, isRequired: required.includes(name) },
      ...keysOf(member, `${dot}${name}`),
    ]),
    ...(typeof additionalProperties === "object" ? keysOf(additionalProperties, `${dot}*`) : []),
    ...(items ? keysOf(items, `${prefix}[]`) : []),
    ...anyOf.flatMap((one) => keysOf(one, prefix)),
  ];
}

/** The keys as Markdown, a table for each section of the policy. */
export function referenceOf(schema: SchemaNode): string {
  const keys = keysOf(schema).filter(({ key }) => key !== "$schema");
  const sections = Map.groupBy(keys, ({ key }) => /^\w+/.exec(key)![0]);
  const pages = [...sections].map(([name, [top, ...members]]) => {
    const head = [`## ${name}`, "", top!.node.description ?? ""];
    const rows = members.map(({ key, node, isRequired }) => {
      const what = `${node.description ?? ""}${isRequired ? "" : " May be left out."}`;
      return `| \`${key}\` | ${cell(valuesOf(node))} | ${cell(what.trim())} |`;
    });
    return [...head, "", "| key | values | what it decides |", "| --- | --- | --- |", ...rows];
  });
  return pages.map((lines) => lines.join("\n")).join("\n\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("*", "\\*");

function valuesOf({ type, enum: names, minimum, maximum, anyOf, items }: SchemaNode): string {
  if (anyOf) return anyOf.map(valuesOf).join(" or ");
  if (names) return names.map((name) => JSON.stringify(name)).join(", ");
  if (type === "array") return `list of ${items ? valuesOf(items) : "anything"}`;
  if (type === "integer" || type === "number") {
    return minimum === undefined || maximum === undefined ? "number" : `${minimum} to ${maximum}`;
  }
  return wordOf[type ?? ""] ?? "anything";
}

const wordOf: Readonly<Record<string, string>> = {
  boolean: "true, false",
  string: "text",
  object: "object",
  null: "null",
};
