import { cleanLine, cut } from "../clean-text";
import { defang } from "../defang";

/** What Sentinel shows of a task. */
export interface Task {
  title: string;
  description: string;
}

const maxTitle = 150;
const maxDescription = 3_000;

/** Something that a person must do, and why the app did not. Sentinel shows both as text. */
export const taskOf = (what: string, why: string): Task => ({
  title: cut(`By hand: ${defang(cleanLine(what, maxTitle))}`, maxTitle),
  description: cut(`It was not done: ${defang(cleanLine(why, maxDescription))}`, maxDescription),
});
