import type { Prefilter } from "./files/declaration";
import type { FileFormat } from "./format";
import type { AnchoredFormat, Anchors } from "./formats/anchored-format";
import { compiledRules } from "./sigma/compile";
import { WHOLE_TEXT } from "./sigma/expression";
import { asciiWordOf } from "./sigma/keyword-literals";
import type { CompiledRule } from "./sigma/matcher";
import { type Required, requiredBy } from "./sigma/required";
import type { RuleSet } from "./sigma/rule";

/** More in one search are no faster than reading all lines. */
const MOST_LITERALS = 100;

const known = new WeakMap<RuleSet, Map<FileFormat, Prefilter | undefined>>();

/**
 * What lines of a format no rule can match. Of JSON, those of kinds that no rule is about; of others, those without any of some texts, of which a line must
 * hold one for any rule to match. Undefined when some rule cannot be tied to the text, or the format's lines are understood by those before
 * them: then every line is to be parsed. It is worked out once.
 */
export function prefilterFor(rules: RuleSet, format: FileFormat): Prefilter | undefined {
  const ofRules = known.get(rules) ?? new Map<FileFormat, Prefilter | undefined>();
  known.set(rules, ofRules);
  if (!ofRules.has(format)) ofRules.set(format, newPrefilter(rules, format));
  return ofRules.get(format);
}

function newPrefilter(rules: RuleSet, format: FileFormat): Prefilter | undefined {
  if (!isAnchored(format)) return undefined;
  const { anchors, kindKeys: keys } = format;
  if (keys) return { keys, isNeedless: (kind) => rules.matcher(kind) === undefined };
  if (anchors.context === "always") return undefined;
  const literals = new Set(anchors.context);
  let beyondAscii = false;
  for (const rule of compiledRules(rules)) {
    if (!isAbout(rule, anchors)) continue;
    const needed = byExpression(rule, anchors) ?? byLogsource(rule, anchors);
    if (!needed) return undefined;
    for (const one of needed.literals) literals.add(one.toLowerCase());
    beyondAscii ||= needed.beyondAscii;
  }
  const shortest = [...literals].filter((one) => !hasPart(one, literals));
  if (shortest.length === 0 || shortest.length > MOST_LITERALS) return undefined;
  return { literals: shortest, beyondAscii };
}

const isAnchored = (format: FileFormat): format is AnchoredFormat => "anchors" in format;

const hasPart = (literal: string, literals: ReadonlySet<string>): boolean =>
  [...literals].some((other) => other !== literal && literal.includes(other));

function isAbout({ rule }: CompiledRule, { product, services, categories }: Anchors): boolean {
  const { logsource } = rule;
  if (product !== undefined && logsource.product !== undefined && logsource.product !== product)
    return false;
  if (services && logsource.service !== undefined && !Object.hasOwn(services, logsource.service))
    return false;
  return logsource.category === undefined || Object.hasOwn(categories, logsource.category);
}

interface Needed {
  literals: readonly string[];
  beyondAscii: boolean;
}

/** By what the rule asks of the whole text, and of fields whose values stand for texts. */
function byExpression({ expression }: CompiledRule, { values }: Anchors): Needed | undefined {
  const required = requiredBy(expression, (one) => literalsOf(one, values) !== undefined);
  return (
    required && {
      literals: required.flatMap((one) => literalsOf(one, values) ?? []),
      beyondAscii: required.some(({ field }) => field === WHOLE_TEXT),
    }
  );
}

function literalsOf(required: Required, values: Anchors["values"]): readonly string[] | undefined {
  if (!("word" in required)) return undefined;
  const { field, word } = required;
  if (field === WHOLE_TEXT) {
    const ascii = asciiWordOf(word);
    return ascii === "" ? undefined : [ascii];
  }
  const ofField = values && Object.hasOwn(values, field) ? values[field] : undefined;
  return word.place === "all" && ofField && Object.hasOwn(ofField, word.text)
    ? ofField[word.text]
    : undefined;
}

function byLogsource({ rule }: CompiledRule, anchors: Anchors): Needed | undefined {
  const { category = "", service = "" } = rule.logsource;
  const literals = anchors.categories[category] ?? anchors.services?.[service];
  return literals && { literals, beyondAscii: false };
}
