import type { FieldValue } from "../log-record";
import type { WindowsEvent } from "../windows/event";
import { DamagedXml, type Field, type Template, ValueTable, compileTemplate } from "./template";
import { BINXML_TYPE, FILETIME_TYPE, guidOf, millisecondsOf } from "./values";

/** Templates of one file, by what they say and where they stand: kept across its chunks. */
const MOST_TEMPLATES = 5_000;
/** And so many fields in them: beyond that they are worked out anew. */
const MOST_FIELDS_KEPT = 50_000;
/** Bytes of templates that are worked out for one chunk: where there are more, they lie on top of each other, as no writer lays them. */
const MOST_COMPILED = 4 * 65_536;
const MOST_NAME = 256;
const MOST_NESTING = 8;

interface Instance {
  template: Template;
  values: ValueTable;
}

/**
 * One event of an EVTX file after the other, decoded as far as it is asked about. `load` throws `DamagedXml`, or
 * a `RangeError`, where the record breaks the format; the next one may be loaded all the same.
 */
export class EvtxEvent implements WindowsEvent {
  time = Number.NaN;
  private chunk: Buffer = Buffer.alloc(0);
  private end = 0;
  private written = 0;
  private knownNames = new Map<number, string>();
  private inChunk = new Map<string, Template>();
  private broken = new Map<string, unknown>();
  private compiled = 0;
  private readonly templates = new Map<string, Template>();
  private fieldsKept = 0;
  private readonly instances: Instance[] = [];
  private used = 0;
  private isExpanded = false;

  /** Records of a new chunk follow. */
  useChunk(chunk: Buffer): void {
    this.chunk = chunk;
    this.knownNames = new Map();
    this.inChunk = new Map();
    this.broken = new Map();
    this.compiled = 0;
  }

  /** The record whose BinXML lies from `at` to `end`, written at `written` (milliseconds since 1970). */
  load(at: number, end: number, written: number): void {
    this.used = 0;
    this.isExpanded = false;
    this.end = end;
    this.written = written;
    this.add(at, end, "");
    this.time = this.happened();
  }

  raw(name: string): FieldValue | readonly FieldValue[] | undefined {
    const found = this.find(name, 0);
    if (found !== undefined || this.isExpanded) return found;
    const from = this.used;
    this.expand();
    return this.find(name, from);
  }

  names(): readonly string[] {
    this.expand();
    const names = new Set<string>();
    for (let index = 0; index < this.used; index += 1) {
      for (const { name } of this.instances[index]!.template.fields) names.add(name);
    }
    return [...names];
  }

  private find(name: string, from: number): FieldValue | readonly FieldValue[] | undefined {
    for (let index = from; index < this.used; index += 1) {
      const instance = this.instances[index]!;
      const fields = instance.template.index.get(name);
      if (fields?.length === 1) return this.read(instance, fields[0]!);
      if (fields) return fields.flatMap((field) => this.read(instance, field));
    }
    return undefined;
  }

  private read({ values }: Instance, { parts }: Field): FieldValue | FieldValue[] {
    if (parts.length === 1) {
      const part = parts[0]!;
      return typeof part === "string" ? part : values.value(this.chunk, part);
    }
    return parts
      .map((part) =>
        typeof part === "string" ? part : String(values.value(this.chunk, part) ?? ""),
      )
      .join("");
  }

  /** Its own time, or when it was written: "0x0" and nothing at all occur. */
  private happened(): number {
    const { template, values } = this.instances[0]!;
    const part = template.index.get("TimeCreated_SystemTime")?.[0]?.parts[0];
    if (typeof part !== "number" || values.type(part) !== FILETIME_TYPE) return this.written;
    return millisecondsOf(this.chunk, values.offset(part));
  }

  /** Reads what lies within values: usually EventData or UserData. */
  private expand(): void {
    if (this.isExpanded) return;
    this.isExpanded = true;
    for (let index = 0; index < this.used; index += 1) {
      const { template, values } = this.instances[index]!;
      for (const { slot, section } of template.nested) {
        if (values.type(slot) !== BINXML_TYPE || values.size(slot) === 0) continue;
        const at = values.offset(slot);
        this.add(at, at + values.size(slot), section);
      }
    }
  }

  private add(at: number, end: number, section: string): void {
    if (this.used > MOST_NESTING) throw new DamagedXml("its BinXML lies too deep");
    const instance = (this.instances[this.used] ??= {
      template: undefined as never,
      values: new ValueTable(),
    });
    const { chunk } = this;
    let start = at;
    if (chunk[start] === 0x0f) start += 4;
    if (chunk[start] === 0x0c) this.instantiate(instance, start, end, section);
    else {
      const { template } = compileTemplate(chunk, start, end, section, this.nameAt);
      instance.template = template;
      instance.values.count = 0;
    }
    this.used += 1;
  }

  private instantiate(instance: Instance, at: number, end: number, section: string): void {
    const { chunk } = this;
    if (at + 10 > end) throw new DamagedXml("its template is cut off");
    const definition = chunk.readUInt32LE(at + 6);
    let values = at + 10;
    // A definition may lie right here: the values follow it.
    if (definition === values) values += 24 + chunk.readUInt32LE(definition + 20);
    instance.template = this.templateAt(definition, section);
    instance.values.read(chunk, values, end);
  }

  private templateAt(definition: number, section: string): Template {
    const here = `${definition} ${section}`;
    const known = this.inChunk.get(here);
    if (known) return known;
    const { chunk } = this;
    if (definition + 24 > chunk.length) throw new DamagedXml("its template lies outside its chunk");
    const size = chunk.readUInt32LE(definition + 20);
    const key = `${guidOf(chunk, definition + 4)} ${size} ${section}`;
    const template = this.templates.get(key) ?? this.compile(definition, size, section);
    this.keep(key, template);
    this.inChunk.set(here, template);
    return template;
  }

  private keep(key: string, template: Template): void {
    if (this.templates.has(key)) return;
    if (this.templates.size >= MOST_TEMPLATES || this.fieldsKept > MOST_FIELDS_KEPT) {
      this.templates.clear();
      this.fieldsKept = 0;
    }
    this.templates.set(key, template);
    this.fieldsKept += template.fields.length;
  }

  private compile(definition: number, size: number, section: string): Template {
    const here = `${definition} ${section}`;
    if (this.broken.has(here)) throw this.broken.get(here);
    if (this.compiled > MOST_COMPILED)
      throw new DamagedXml("the templates of its chunk lie on top of each other");
    const start = definition + 24;
    const end = Math.min(start + size, this.chunk.length);
    try {
      const made = compileTemplate(this.chunk, start, end, section, this.nameAt);
      this.compiled += made.end - start;
      return made.template;
    } catch (error) {
      this.compiled += end - start;
      this.broken.set(here, error);
      throw error;
    }
  }

  private readonly nameAt = (offset: number): string => {
    const known = this.knownNames.get(offset);
    if (known !== undefined) return known;
    const { chunk } = this;
    if (offset + 10 > chunk.length) throw new DamagedXml(`a name lies outside at byte ${offset}`);
    const characters = chunk.readUInt16LE(offset + 6);
    if (characters > MOST_NAME) throw new DamagedXml(`a name is too long at byte ${offset}`);
    const end = offset + 8 + 2 * characters;
    if (end > chunk.length) throw new DamagedXml(`a name is cut off at byte ${offset}`);
    const name = chunk.toString("utf16le", offset + 8, end);
    this.knownNames.set(offset, name);
    return name;
  };
}
