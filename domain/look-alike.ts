/**
 * Letters that look like a Latin one, by what they look like, from the ones that people are fooled
 * with (https://www.unicode.org/reports/tr39/#Confusable_Detection). What NFKD takes apart itself
 * (full width, mathematical, accents) is not in here.
 */
const lookAlikes: readonly (readonly [latin: string, others: string])[] = [
  ["a", "аαɑᎪᗅⲁ"],
  ["b", "ЬьвβʙƅᏴᏏⲃ"],
  ["c", "сϲⅽᏟⲥ"],
  ["d", "ԁđɖꓒᏧᎠ"],
  ["e", "еεҽєᎬⲉ℮"],
  ["f", "ƒϝꓝꞙ"],
  ["g", "ɡɢցԍᏀ"],
  ["h", "һнηհᎻⲏħ"],
  ["j", "јϳʝᎫ"],
  ["k", "кκᏦⲕĸ"],
  ["l", "1i|!ıіιӏłɩƖǀӀᎥᏞⲓ߁∣"],
  ["m", "мμᎷⲙ"],
  ["n", "пոɴνⲛ"],
  ["o", "0оοσօөøᴏⲟ๐໐০௦"],
  ["p", "рρᏢⲣþ"],
  ["q", "ԛգ"],
  ["r", "гɾʀᎡⲅ"],
  ["s", "5ѕꜱƽᏚՏ$"],
  ["t", "тτŧᎢⲧ"],
  ["u", "υսцᴜʋ"],
  ["v", "ѵᴠᏙⅴ"],
  ["w", "ԝшωɯᎳ"],
  ["x", "хχⲭ×"],
  ["y", "уγүуʏᎩⲩ"],
  ["z", "2ᴢᏃⲍ"],
  ["-", "‐‑‒–—―−﹣_ー﹘"],
  [".", "․。｡·•"],
];

const latinOf = new Map(
  lookAlikes.flatMap(([latin, others]) =>
    Array.from(others).flatMap((other) => [
      [other, latin] as const,
      [other.toLowerCase(), latin] as const,
    ]),
  ),
);

const unseen = /[\p{M}\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}\s]/gu;

/**
 * What a name looks like: equal texts are easily taken for one another. Only for finding that something
 * might be meant, never for saying who it is.
 */
export function skeletonOf(text: string): string {
  const plain = text.normalize("NFKC").normalize("NFKD").replace(unseen, "").toLowerCase();
  const letters = Array.from(plain.normalize("NFKD"), (one) => latinOf.get(one) ?? one);
  return letters.join("");
}

/** The same where two letters stand for one that they look like. */
export const foldedSkeletonOf = (text: string): string =>
  skeletonOf(text).replaceAll("rn", "m").replaceAll("vv", "w");
