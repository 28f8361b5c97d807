declare const kqlBrand: unique symbol;

/** A query in which every value is a literal; made by `kql` and nothing else. */
export type Kql = string & { readonly [kqlBrand]: true };

/**
 * A KQL query. What stands between `${}` becomes a literal, whatever it holds; names of tables and
 * columns stand in the template, which is code.
 */
export const kql = (
  template: TemplateStringsArray,
  ...values: (string | number | string[])[]
): Kql => String.raw(template, ...values.map(literal)) as Kql; // the brand exists at compile time only

/**
 * A value as a KQL literal. Every escape that JSON writes is one of KQL's too:
 * https://learn.microsoft.com/kusto/query/scalar-data-types/string
 */
export function literal(value: string | number | string[]): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `dynamic(${JSON.stringify(value)})`;
  if (Number.isSafeInteger(value)) return String(value);
  throw new RangeError(`Cannot write ${value} as a whole number of KQL`);
}
