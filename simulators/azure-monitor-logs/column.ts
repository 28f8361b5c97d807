/** A column of a result: its name and its KQL type ("string", "long", "datetime", "dynamic" …). */
export interface Column {
  name: string;
  type: string;
}
