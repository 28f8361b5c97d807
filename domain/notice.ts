import type { Severity } from "./incident";

/**
 * What to tell people, whatever they read it in: a card, a message, a mail, a page. Every text in it
 * is hostile: a renderer escapes it for its service, so that it forms no mark-up, mention, link or
 * button there. Renderers are in `domain/notice/`, pure, one a service.
 */
export interface Notice {
  /** Of the run: people can name it, and a repeat shows the same. */
  ref: string;
  title: string;
  severity: Severity;
  /** For where there is room for a sentence only. */
  summary: string;
  facts: NoticeFact[];
  /** Most important first. A renderer shortens the largest, and says how much it left out. */
  sections: NoticeSection[];
  /** Built by us from parsed values. */
  links: NoticeLink[];
  /** What a reader can do where the service lets them: each is asked back by a signed request. */
  buttons: NoticeButton[];
  /** Whether a click needs a reason: where the service has fields, there is one beside the buttons. */
  asksReason?: true;
}

export interface NoticeFact {
  title: string;
  value: string;
  /** Whether the value is a reference to be copied: shown as it is written, never as a link. */
  isReference?: true;
}

export interface NoticeSection {
  title: string;
  items: string[];
  /** How many more there are that are not among the items; none when left out. */
  more?: number;
}

export interface NoticeLink {
  title: string;
  url: string;
}

export interface NoticeButton {
  /** What it asks for, [a-z-]: "acknowledge". */
  action: string;
  title: string;
  /** Told back with the action; at most 200 characters. */
  value: string;
  /** How much it stands out; plain when left out. */
  style?: "primary" | "danger";
}
