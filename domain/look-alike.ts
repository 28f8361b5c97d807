import { CONFUSABLES } from "./confusables";

/** Letters that people are fooled with beyond those that the Unicode Consortium lists. */
const more: Readonly<Record<string, string>> = {
  b: "ʙ",
  c: "ς",
  e: "єⲉ",
  g: "ɢ",
  k: "ĸ",
  n: "пɴ",
  r: "ɾ",
  u: "ц",
  w: "ω",
  z: "ⲍ",
  "-": "―ー﹘",
  ".": "。·•",
};

/** What one writes for another without leaving ASCII. */
const ascii: Readonly<Record<string, string>> = { l: "1i|!", o: "0", s: "5$", z: "2", "-": "_" };

const byLook = (table: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(table).flatMap(([look, others]) =>
    Array.from(others, (other): [string, string] => [other, look]),
  );
const looks = new Map([...byLook(more), ...byLook(CONFUSABLES)]);
const folds = new Map(byLook(ascii));

const unseen = /[\p{M}\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}\s]/gu;

const plain = (text: string): string =>
  text.normalize("NFKC").normalize("NFKD").replace(unseen, "");

/**
 * What a name looks like: in its small letters and in its capital ones, each also with two letters for the
 * one that they look like; always four. Names that have the same at one place are easily taken for one
 * another. Only for finding that something might be meant, never for saying who it is.
 */
export function skeletonsOf(text: string): [small: string, ...others: string[]] {
  if (/^[!-~]*$/.test(text)) {
    const look = text.toLowerCase().replace(/[1i|!05$2_]/g, (one) => folds.get(one)!);
    return [look, folded(look), look, folded(look)];
  }
  const letters = Array.from(plain(text));
  const small = letters.map((one) => lookOf(one.toLowerCase(), one)).join("");
  const capital = letters.map((one) => lookOf(one.toUpperCase(), one.toLowerCase(), one)).join("");
  return [small, folded(small), capital, folded(capital)];
}

const lookOf = (...forms: [string, ...string[]]): string => {
  const look = forms.map((form) => looks.get(form)).find((one) => one !== undefined);
  return Array.from(look ?? forms[0].toLowerCase(), (one) => folds.get(one) ?? one).join("");
};

/** Where two letters stand for one that they look like. */
const folded = (skeleton: string): string => skeleton.replaceAll("rn", "m").replaceAll("vv", "w");

/**
 * Scripts that names are written in (https://www.unicode.org/reports/tr31/#Table_Recommended_Scripts);
 * those that are written together count as one, and any other is none.
 */
const scripts: readonly RegExp[] = [
  /\p{Script=Latin}/u,
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u,
  ...[
    ..."Arabic Armenian Bengali Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi".split(
      " ",
    ),
    ..."Hebrew Kannada Khmer Lao Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai".split(
      " ",
    ),
    "Tibetan",
  ].map((name) => new RegExp(`\\p{Script=${name}}`, "u")),
];
const latin = 0;

const ofAnyScript = /[\p{Script=Common}\p{Script=Inherited}]/u;

const scriptsIn = (text: string): Set<number> =>
  new Set(
    (text.match(/\p{L}/gu) ?? [])
      .filter((letter) => !ofAnyScript.test(letter))
      .map((letter) => scripts.findIndex((script) => script.test(letter))),
  );

/**
 * Why nobody can tell by its letters whether a name looks like one of some others; undefined when their
 * skeletons tell. A name is held against others in the scripts that these are written in, and Latin.
 */
export function undecidedLook(name: string, others: readonly string[]): string | undefined {
  const text = name.normalize("NFKC");
  if (/^[\x20-\x7e]*$/.test(text)) return undefined;
  const known = new Set([latin, ...others.flatMap((one) => [...scriptsIn(one.normalize("NFKC"))])]);
  known.delete(-1);
  for (const label of text.split(/[^\p{L}\p{M}\p{N}]+/u)) {
    const used = scriptsIn(label);
    if (used.size > 1) return "mixes letters of several scripts in one word";
    if ([...used].some((script) => !known.has(script))) {
      return "has letters of a script in which nothing protected is written";
    }
  }
  const [small] = skeletonsOf(text);
  const rest = (small.match(/[\p{L}\p{N}\p{S}]/gu) ?? []).filter((one) => one > "~");
  const isKnown = (one: string): boolean => {
    const [script] = scriptsIn(one);
    return script !== undefined && script !== latin && known.has(script);
  };
  return rest.every(isKnown) ? undefined : "has characters that look like nothing that is known";
}
