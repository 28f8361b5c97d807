import { type CompiledRule, matcherOf } from "./matcher";
import { correlationOf } from "./correlation";
import { detectionOf } from "./detection";
import { type RuleDocument, isFields } from "./document";
import { type RuleOptions, and } from "./expression";
import { filterOf } from "./filter";
import { headOf } from "./head";
import type { LogSource } from "./logsource";
import type { ReadRules } from "./read";
import { Refusal } from "./refusal";
import type { CorrelationRule, DetectionRule, RuleHead, RuleProblem, RuleSet } from "./rule";

/** Detections of rule sets that were compiled here, for those who must know more than `RuleSet` says. */
const compiledOf = new WeakMap<RuleSet, readonly CompiledRule[]>();

/** The detections of a rule set with what they ask. */
export function compiledRules(rules: RuleSet): readonly CompiledRule[] {
  const compiled = compiledOf.get(rules);
  if (compiled) return compiled;
  throw new Error("These rules were not compiled by compile(); compile them from their files.");
}

/**
 * Checks documents and makes them ready to run. What cannot be used exactly as the specification means it is left out whole
 * and is a problem with its line; it never matches half.
 */
export function compile({ documents, problems }: ReadRules, options: RuleOptions = {}): RuleSet {
  const told: RuleProblem[] = [...problems];
  const tell = (document: RuleDocument, failure: unknown): void => {
    if (!(failure instanceof Refusal)) throw failure;
    told.push(problemOf(document, failure));
  };
  const attempt = <T>(document: RuleDocument, work: () => T): T | undefined => {
    try {
      return work();
    } catch (failure) {
      tell(document, failure);
      return undefined;
    }
  };

  const known = withoutDoubles(documents, tell);
  const detections = known.flatMap((document) => {
    if (!isDetection(document)) return [];
    const rule = attempt(document, () => compiledRule(document, options));
    return rule ? [rule] : [];
  });
  const byReference = new Map<string, RuleHead>();
  for (const { rule } of detections) addReferences(byReference, rule);
  const filtered = withFilters(detections, known, byReference, options, tell);
  const correlations = correlationsOf(known, byReference, attempt);
  const result: RuleSet = {
    detections: filtered.map(({ rule }) => rule),
    correlations,
    problems: told,
    matcher: matcherOf(filtered),
  };
  compiledOf.set(result, filtered);
  return result;
}

const isDetection = ({ fields }: RuleDocument): boolean => fields.detection !== undefined;
const isCorrelation = ({ fields }: RuleDocument): boolean => fields.correlation !== undefined;
const isFilter = ({ fields }: RuleDocument): boolean => fields.filter !== undefined;

type Tell = (document: RuleDocument, failure: unknown) => void;

/** Documents that are of some kind and whose id no earlier one has. */
function withoutDoubles(documents: readonly RuleDocument[], tell: Tell): RuleDocument[] {
  const ids = new Map<string, RuleDocument>();
  const names = new Map<string, RuleDocument>();
  return documents.filter((document) => {
    try {
      checkKind(document);
      const { id, name } = headOf(document);
      const earlier = ids.get(id);
      if (earlier)
        throw new Refusal(
          `The id ${id} is already that of a rule in ${earlier.file}, line ${earlier.line(["id"])}; give this one another.`,
          ["id"],
        );
      ids.set(id, document);
      if (name === undefined) return true;
      const namesake = names.get(name);
      if (!namesake) names.set(name, document);
      else
        tell(
          document,
          new Refusal(
            `The name "${name}" is already that of a rule in ${namesake.file}, which correlations mean by it; give this one another.`,
            ["name"],
          ),
        );
      return true;
    } catch (failure) {
      tell(document, failure);
      return false;
    }
  });
}

function checkKind(document: RuleDocument): void {
  if (document.fields.action !== undefined)
    throw new Refusal(`"action" is of Sigma 1; write each rule out in a document of its own.`, [
      "action",
    ]);
  const kinds = [isDetection, isCorrelation, isFilter].filter((is) => is(document)).length;
  if (kinds === 1) return;
  throw new Refusal(
    "A rule must have exactly one of detection, correlation and filter; this document is none of Sigma's.",
  );
}

function compiledRule(document: RuleDocument, options: RuleOptions): CompiledRule {
  const { named: _, ...head } = headOf(document);
  const { detection } = document.fields;
  if (!isFields(detection)) throw new Refusal("The detection must be a map.", ["detection"]);
  const rule: DetectionRule = { ...head, type: "detection", logsource: logsourceOf(document) };
  return { rule, expression: detectionOf(detection, ["detection"], options) };
}

function logsourceOf({ fields }: RuleDocument): LogSource {
  const path = ["logsource"];
  if (!isFields(fields.logsource))
    throw new Refusal("The logsource is missing; say which log the rule is about.", path);
  const source: LogSource = {};
  for (const key of ["product", "category", "service"] as const) {
    const value = fields.logsource[key];
    if (value === undefined || value === null) continue;
    if (typeof value !== "string")
      throw new Refusal(`The ${key} of a logsource must be text.`, ["logsource", key]);
    source[key] = value.trim().toLowerCase();
  }
  if (Object.keys(source).length === 0)
    throw new Refusal("The logsource needs a product, a category or a service.", path);
  return source;
}

/** By its id, and by its name unless an earlier rule has that. */
function addReferences(byReference: Map<string, RuleHead>, rule: RuleHead): void {
  byReference.set(rule.id, rule);
  if (rule.name !== undefined && !byReference.has(rule.name)) byReference.set(rule.name, rule);
}

function withFilters(
  detections: readonly CompiledRule[],
  documents: readonly RuleDocument[],
  byReference: ReadonlyMap<string, RuleHead>,
  options: RuleOptions,
  tell: Tell,
): CompiledRule[] {
  const byId = new Map(detections.map((one) => [one.rule.id, one]));
  for (const document of documents.filter(isFilter)) {
    try {
      const { rules, expression } = filterOf(document, options);
      const source = logsourceOf(document);
      for (const reference of new Set(rules)) {
        const filtered = byId.get(byReference.get(reference)?.id ?? "");
        const why = !filtered
          ? "is no usable rule that a filter could be added to"
          : isWithin(filtered.rule.logsource, source)
            ? undefined
            : "is about another logsource than the filter";
        if (why !== undefined || !filtered)
          tell(document, new Refusal(`"${reference}" ${why}; correct it.`, ["filter", "rules"]));
        else
          byId.set(filtered.rule.id, {
            rule: filtered.rule,
            expression: and([filtered.expression, expression]),
          });
      }
    } catch (failure) {
      tell(document, failure);
    }
  }
  return [...byId.values()];
}

const isWithin = (rule: LogSource, filter: LogSource): boolean =>
  (["product", "category", "service"] as const).every(
    (key) => filter[key] === undefined || filter[key] === rule[key],
  );

function correlationsOf(
  documents: readonly RuleDocument[],
  byReference: Map<string, RuleHead>,
  attempt: <T>(document: RuleDocument, work: () => T) => T | undefined,
): CorrelationRule[] {
  const waiting = new Map<string, RuleDocument>();
  for (const document of documents.filter(isCorrelation)) {
    const { id, name } = headOf(document);
    waiting.set(id, document);
    if (name !== undefined && !waiting.has(name)) waiting.set(name, document);
  }
  const made = new Map<RuleDocument, CorrelationRule | undefined>();
  const open = new Set<RuleDocument>();

  const find = (reference: string): RuleHead | undefined => {
    const detection = byReference.get(reference);
    const document = detection ? undefined : waiting.get(reference);
    if (!document) return detection;
    if (open.has(document))
      throw new Refusal(
        `The correlation refers, over "${reference}", to itself; break the circle.`,
        ["correlation", "rules"],
      );
    return correlation(document);
  };

  function correlation(document: RuleDocument): CorrelationRule | undefined {
    if (made.has(document)) return made.get(document);
    open.add(document);
    const rule = attempt(document, () => correlationOf(document, find));
    open.delete(document);
    made.set(document, rule);
    return rule;
  }

  return documents.filter(isCorrelation).flatMap((document) => correlation(document) ?? []);
}

function problemOf(document: RuleDocument, { message, path }: Refusal): RuleProblem {
  const { title } = document.fields;
  return {
    file: document.file,
    line: document.line(path),
    ...(typeof title === "string" && { title }),
    message,
  };
}
