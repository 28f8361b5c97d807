import { checkedScene, isRecord } from "../simulator";
import { type Click, isClick } from "./click";

/** A conversation, as far as the app's bot can tell. */
export interface Channel {
  isMember: boolean;
  isArchived?: boolean;
}

/** How many messages a channel takes at once, and how many a second after that. */
export interface Rate {
  burst: number;
  perSecond: number;
}

/** What a test can decide about the workspace. */
export interface Scene {
  /** "active" (the default), or the error that a dead token gets. */
  token?: TokenState;
  /** Of the app's bot token. */
  scopes?: string[];
  /** Channels by id; null makes one unknown. */
  channels?: Record<string, Channel | null>;
  /** null takes every message. */
  rate?: Rate | null;
  /** A person clicks on a button of a message: sent at once, signed; see `state().clicks`. */
  click?: Click;
}

export const TOKEN_STATES = [
  "active",
  "token_revoked",
  "token_expired",
  "account_inactive",
] as const;
export type TokenState = (typeof TOKEN_STATES)[number];

const expected =
  `The scene of "slack" takes "token" (${TOKEN_STATES.join(", ")}), "scopes" ([text]), "channels" ` +
  '({id: {isMember, isArchived?} or null}), "rate" ({burst, perSecond} or null) and "click" ' +
  "({url, action, channel?, ts?, user?, ageSeconds?, secret?}; url on this machine)";

const isPositive = (value: unknown): boolean => typeof value === "number" && value > 0;
const isFlag = (value: unknown): boolean => typeof value === "boolean";

const isChannel = (value: unknown): boolean =>
  value === null ||
  (isRecord(value) &&
    isFlag(value.isMember) &&
    (value.isArchived === undefined || isFlag(value.isArchived)));

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  token: (value) => TOKEN_STATES.some((state) => state === value),
  scopes: (value) => Array.isArray(value) && value.every((scope) => typeof scope === "string"),
  channels: (value) =>
    isRecord(value) &&
    Object.entries(value).every(
      ([id, channel]) => /^[CG][A-Z0-9]+$/.test(id) && isChannel(channel),
    ),
  rate: (value) =>
    value === null || (isRecord(value) && isPositive(value.burst) && isPositive(value.perSecond)),
  click: isClick,
};

/** A scene from outside, checked. Throws a SceneError that says what is expected. */
export const parseScene = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);
