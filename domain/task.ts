import { cleanLine, cleanText } from "./clean-text";
import { defang } from "./defang";
import { escapeHtml } from "./html";

/** What a person is to do: a line, and HTML that tells more. */
export interface TaskText {
  title: string;
  description: string;
}

const longestTitle = 150;
const longestDescription = 2_000;

/**
 * A task as Sentinel shows it: its description is HTML, its title is not. What came from outside is cut,
 * shown as it is written, and is no link.
 */
export const taskText = ({ title, description }: TaskText): TaskText => ({
  title: cleanLine(defang(cleanLine(title, longestTitle)), longestTitle) || "Look at this incident",
  description: escapeHtml(defang(cleanText(description, longestDescription))).replaceAll(
    "\n",
    "<br>",
  ),
});
