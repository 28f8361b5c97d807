import type { Answer } from "../simulator";
import { problem, success } from "./answers";
import type { Registered, Registration } from "./registered";
import { type Element, at, escaped } from "./xml";

const largestPage = 500;

/** Type op: `show object registered-ip`, by tag, by address, page by page. */
export function showRegistered(command: Element, registered: Registered): Answer {
  const [filter] = command.name === "show" ? at(command, "object/registered-ip") : [];
  if (!filter) return problem(17, `${command.name} is unexpected`);
  const tags = at(filter, "tag/entry").map(({ attributes }) => attributes["name"]);
  const [ip] = at(filter, "ip");
  const limit = Math.min(numberIn(filter, "limit", largestPage), largestPage);
  const start = numberIn(filter, "start-point", 1);
  const found = registered
    .all()
    .filter((one) => ip === undefined || one.ip === ip.text)
    .filter((one) => tags.length === 0 || tags.some((tag) => tag !== undefined && tag in one.tags))
    .slice(start - 1, start - 1 + limit);
  return success(`${found.map(entryOf).join("")}<count>${found.length}</count>`);
}

const numberIn = (filter: Element, name: string, usual: number): number =>
  Number(at(filter, name)[0]?.text ?? usual);

const entryOf = ({ ip, tags }: Registration): string => {
  const members = Object.keys(tags).map((tag) => `<member>${escaped(tag)}</member>`);
  return `<entry ip="${escaped(ip)}" from_agent="0" persistent="1"><tag>${members.join("")}</tag></entry>`;
};
