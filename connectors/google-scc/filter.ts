declare const filterBrand: unique symbol;

/** A filter of findings in which every value is a literal; made here and nowhere else. */
export type Filter = string & { readonly [filterBrand]: true };

const longest = 1_024;

/** Whether a value can be looked for: nothing of it needs to be escaped. */
export const isWritable = (value: string): boolean =>
  value !== "" &&
  value.length <= longest &&
  value.isWellFormed() &&
  !/["\\\s\p{Cc}\p{Cf}]/u.test(value);

/** Fields by which findings name something, and the operator that means the whole value. */
export type Field = "access.principal_email" | "indicator.ip_addresses" | "name" | "resource_name";

/** A value in a field, whole; throws for a value that is not writable. */
function equal(field: Field, value: string): string {
  if (!isWritable(value)) throw new RangeError("Cannot write a value into a filter of findings");
  return `${field}="${value}"`;
}

/**
 * Findings that hold one of some values in a field, and whose last event is not older than a time (in milliseconds
 * since 1970). OR binds closer than AND:
 * https://cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.findings/list
 */
export const anyOf = (field: Field, values: readonly string[], since?: number): Filter =>
  [
    `(${values.map((value) => equal(field, value)).join(" OR ")})`,
    ...(since === undefined ? [] : [`event_time>=${since}`]),
  ].join(" AND ") as Filter; // the brand exists at compile time only
