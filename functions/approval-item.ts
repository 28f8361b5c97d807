import type { Approval } from "../domain/approval";
import { containmentKinds, sentenceOf } from "../domain/containment-kind";
import { undoText } from "../domain/notice/approval-notice";
import { shownHtml } from "../domain/report/shown";

type Item = Approval["items"][number];

/** Everything about one item in one place, as HTML: what, to which target exactly, why, what it touches, how it ends. */
export function itemSection(item: Item, position: number, of: number): string {
  const { kind, target, reason, blastRadius, askedBecause } = item;
  const { permissions, effect } = containmentKinds[kind];
  const id = `item-${position}`;
  const rows: [string, string[]][] = [
    ["Target", targetTexts(target)],
    ["Why", [reason]],
    ["What it will touch", blastRadius.length > 0 ? blastRadius : ["nothing else is known"]],
    ["Takes effect", [effect]],
    ["How it is undone", [undoText(item)]],
    ["Why you are asked", askedBecause === undefined ? [] : [askedBecause]],
  ];
  return `<section class="item" aria-labelledby="${id}">
<h2 id="${id}">${of > 1 ? `${position} of ${of}: ` : ""}${shownHtml(sentenceOf(item), 600)}</h2>
<dl>
${rows.flatMap(rowOf).join("\n")}
<dt>Permission used</dt><dd>${permissions.length > 0 ? permissions.map(({ name }) => name).join(", ") : "none: a list of this app's own"}</dd>
</dl>
</section>`;
}

function rowOf([name, texts]: [string, string[]]): string[] {
  if (texts.length === 0) return [];
  return [`<dt>${name}</dt>${texts.map((text) => `<dd>${shownHtml(text, 1_500)}</dd>`).join("")}`];
}

/** What people call it, what its provider calls it, and what else is known of it. */
function targetTexts({
  id,
  label,
  names,
  roles = [],
  role,
  isPrivileged,
  isSynced,
}: Item["target"]) {
  const others = names.filter((name) => name !== label && name !== id);
  return [
    id === label || id.endsWith(`:${label}`) ? label : `${label} (${id})`,
    ...(others.length > 0 ? [`also known as ${others.join(", ")}`] : []),
    ...(role === undefined ? [] : [`a ${role.replace("-", " ")}`]),
    ...(roles.length > 0 ? [`holds ${roles.join(", ")}`] : []),
    ...(isPrivileged ? ["is privileged in the directory"] : []),
    ...(isSynced ? ["is mastered on premises"] : []),
  ];
}
