import { cleanText, cut } from "../clean-text";
import type { Notice } from "../notice";
import { MOST_BYTES, bytesOf } from "../pieces";
import { fit } from "../report/fit";

/** In characters: no service shows more of one item, or of a title. */
const longestItem = 400;
const longestTitle = 500;

/** A notice that fits into a step: its lists are shortened, the largest first, and say by how much. */
export function boundedNotice(notice: Notice): Notice {
  const short = {
    ...notice,
    title: cut(notice.title, longestTitle),
    summary: cut(notice.summary, longestTitle),
  };
  const lists = notice.sections.map(({ items }) =>
    items.map((item) => cut(cleanText(item, longestItem), longestItem)),
  );
  const frame = notice.sections.map((section) => ({ ...section, items: [], more: 99_999 }));
  const room = MOST_BYTES - bytesOf({ ...short, sections: frame });
  const fitted = fit(lists, (item) => bytesOf(item) + 1, room);
  return {
    ...short,
    sections: notice.sections.map(({ title, more: before = 0 }, index) => {
      const { shown = [], more = 0 } = fitted[index] ?? {};
      return { title, items: shown, ...(more + before > 0 && { more: more + before }) };
    }),
  };
}
