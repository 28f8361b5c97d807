import type { FieldValue } from "../log-record";
import { STRING_TYPE, valueOf } from "./values";

/** What a field is made of: text that is the same in every record, and numbers of values. */
export type Part = string | number;

export interface Field {
  name: string;
  parts: readonly Part[];
}

/** A template of BinXML, flattened to the fields that its records have. */
export interface Template {
  fields: readonly Field[];
  /** All fields of a name: several Data may have none. */
  index: ReadonlyMap<string, readonly Field[]>;
  /** Values that may hold BinXML of their own, and the part of the event that they stand in. */
  nested: readonly { slot: number; section: string }[];
}

/** BinXML that breaks its own rules, where it does: the record is left out and told. */
export class DamagedXml extends Error {}

const MOST_DEPTH = 64;
const MOST_FIELDS = 4_000;

interface Element {
  name: string;
  /** From the `Name` attribute. */
  label: string | undefined;
  parts: Part[];
  hasChildren: boolean;
  attributes: { name: string; parts: Part[] }[];
}

/**
 * Flattens the BinXML at `start` ([MS-EVEN6] 2.2.12; a damaged one throws `DamagedXml`). Fields have the names
 * that Sigma's rules use: elements of System by their names and attributes as `Provider_Name`, Data by its
 * Name without spaces, several nameless Data as one list "Data", anything under UserData by the innermost name.
 * `section` is where in an event it stands: "" for a whole one.
 */
export function compileTemplate(
  chunk: Buffer,
  start: number,
  end: number,
  section: string,
  nameAt: (offset: number) => string,
): { template: Template; end: number } {
  const fields: Field[] = [];
  const nested: { slot: number; section: string }[] = [];
  const stack: Element[] = [];
  let at = start;
  let attribute: { name: string; parts: Part[] } | undefined;

  const need = (bytes: number): void => {
    if (at + bytes > end) throw new DamagedXml(`it ends within an element at byte ${at}`);
  };
  const takeName = (offsetAt: number): string => {
    const offset = chunk.readUInt32LE(offsetAt);
    at = offsetAt + 4;
    const name = nameAt(offset);
    if (offset === at) at += 10 + 2 * chunk.readUInt16LE(at + 6);
    return name;
  };
  const part = (value: Part): void => {
    if (attribute) attribute.parts.push(value);
    else if (stack.length > 0) stack.at(-1)!.parts.push(value);
    else if (typeof value === "number") nested.push({ slot: value, section });
  };
  const sectionHere = (): string => {
    if (section !== "") return section;
    const [root, child] = stack;
    return root?.name === "Event" ? (child?.name ?? "") : (root?.name ?? "");
  };
  const emit = (name: string, parts: readonly Part[]): void => {
    if (fields.length >= MOST_FIELDS) throw new DamagedXml("it has too many elements");
    fields.push({ name, parts });
  };
  const close = (): void => {
    const element = stack.at(-1);
    if (!element) throw new DamagedXml(`an element ends at byte ${at} that did not begin`);
    const place = sectionHere();
    for (const slot of element.parts) {
      if (typeof slot === "number") nested.push({ slot, section: place });
    }
    if (place !== "" && place !== "RenderingInfo") {
      const isTop = stack.length <= (stack[0]?.name === "Event" ? 2 : 1) && section === "";
      emitElement(element, isTop, emit);
    }
    stack.pop();
  };

  for (;;) {
    need(1);
    const token = chunk[at]!;
    switch (token & 0xbf) {
      case 0x00:
        at += 1;
        return { template: finish(fields, nested), end: at };
      case 0x0f:
        at += 4;
        break;
      case 0x01: {
        need(11);
        if (stack.length >= MOST_DEPTH) throw new DamagedXml("its elements lie too deep");
        const parent = stack.at(-1);
        if (parent) parent.hasChildren = true;
        const name = takeName(at + (isNameAt(chunk, at + 7) ? 7 : 5));
        stack.push({ name, label: undefined, parts: [], hasChildren: false, attributes: [] });
        if (token & 0x40) at += 4;
        break;
      }
      case 0x06: {
        need(5);
        attribute = { name: takeName(at + 1), parts: [] };
        stack.at(-1)?.attributes.push(attribute);
        break;
      }
      case 0x02:
        at += 1;
        attribute = undefined;
        break;
      case 0x03:
        at += 1;
        attribute = undefined;
        close();
        break;
      case 0x04:
        at += 1;
        close();
        break;
      case 0x05: {
        need(4);
        const bytes = 2 * chunk.readUInt16LE(at + 2);
        at += 4;
        need(bytes);
        if (chunk[at - 3] !== STRING_TYPE) throw new DamagedXml("a text is of another type");
        part(chunk.toString("utf16le", at, at + bytes));
        at += bytes;
        break;
      }
      case 0x07: {
        need(3);
        const bytes = 2 * chunk.readUInt16LE(at + 1);
        at += 3;
        need(bytes);
        part(chunk.toString("utf16le", at, at + bytes));
        at += bytes;
        break;
      }
      case 0x08:
        need(3);
        part(String.fromCharCode(chunk.readUInt16LE(at + 1)));
        at += 3;
        break;
      case 0x09:
        need(5);
        part(entity(takeName(at + 1)));
        break;
      case 0x0a:
        need(5);
        takeName(at + 1);
        break;
      case 0x0b:
        need(3);
        at += 3 + 2 * chunk.readUInt16LE(at + 1);
        break;
      case 0x0d:
      case 0x0e:
        need(4);
        part(chunk.readUInt16LE(at + 1));
        at += 4;
        break;
      default:
        throw new DamagedXml(`an unknown token ${token} stands at byte ${at}`);
    }
  }
}

/** Element headers of some writers lack the two bytes of a dependency: then no name is found here. */
function isNameAt(chunk: Buffer, offsetAt: number): boolean {
  if (offsetAt + 4 > chunk.length) return false;
  const offset = chunk.readUInt32LE(offsetAt);
  if (offset < 512 || offset + 10 > chunk.length) return false;
  const characters = chunk.readUInt16LE(offset + 6);
  if (characters === 0 || offset + 10 + 2 * characters > chunk.length) return false;
  return chunk.readUInt16LE(offset + 8 + 2 * characters) === 0;
}

function emitElement(
  element: Element,
  isTop: boolean,
  emit: (name: string, parts: readonly Part[]) => void,
): void {
  const { name, parts, hasChildren, attributes } = element;
  const label = attributes.find((attribute) => attribute.name === "Name" && name === "Data");
  const constant = label?.parts.every((part) => typeof part === "string");
  if (!isTop && !hasChildren && (parts.length > 0 || attributes.length === 0 || label)) {
    emit(label && constant ? label.parts.join("").replaceAll(" ", "") : name, parts);
  }
  for (const attribute of attributes) {
    if (attribute === label || attribute.name.startsWith("xmlns")) continue;
    emit(`${name}_${attribute.name}`, attribute.parts);
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};
const entity = (name: string): string => ENTITIES[name] ?? `&${name};`;

function finish(
  fields: readonly Field[],
  nested: readonly { slot: number; section: string }[],
): Template {
  const index = new Map<string, Field[]>();
  for (const field of fields) {
    const same = index.get(field.name);
    if (same) same.push(field);
    else index.set(field.name, [field]);
  }
  return { fields, index, nested };
}

/** The values of one record, in the order of its template: kept in typed arrays that are used again. */
export class ValueTable {
  count = 0;
  private offsets = new Uint32Array(64);
  private sizes = new Uint16Array(64);
  private types = new Uint8Array(64);

  /** Reads the table at `at`; throws `DamagedXml` when it does not fit before `end`. */
  read(chunk: Buffer, at: number, end: number): void {
    if (at + 4 > end) throw new DamagedXml("its values are cut off");
    const count = chunk.readUInt32LE(at);
    if (at + 4 + 4 * count > end) throw new DamagedXml(`it is said to have ${count} values`);
    if (count > this.offsets.length) this.grow(count);
    let offset = at + 4 + 4 * count;
    for (let index = 0, entry = at + 4; index < count; index += 1, entry += 4) {
      const size = chunk.readUInt16LE(entry);
      this.offsets[index] = offset;
      this.sizes[index] = size;
      this.types[index] = chunk[entry + 2]!;
      offset += size;
    }
    if (offset > end) throw new DamagedXml("its values do not fit into it");
    this.count = count;
  }

  type(slot: number): number {
    return slot < this.count ? this.types[slot]! : 0;
  }
  offset(slot: number): number {
    return this.offsets[slot]!;
  }
  size(slot: number): number {
    return this.sizes[slot]!;
  }
  value(chunk: Buffer, slot: number): FieldValue | FieldValue[] {
    if (slot >= this.count) return null;
    return valueOf(chunk, this.types[slot]!, this.offsets[slot]!, this.sizes[slot]!);
  }

  private grow(count: number): void {
    this.offsets = new Uint32Array(count);
    this.sizes = new Uint16Array(count);
    this.types = new Uint8Array(count);
  }
}
