import { randomUUID } from "node:crypto";
import type { Answer, SimulatedRequest, Simulator, World } from "../simulator";
import { type Arguments, accessProblem, argumentsOf, defaultScopes, isRefusal } from "./access";
import { createChat } from "./chat";
import { type Click, clickRequest } from "./click";
import { createConversations } from "./conversations";
import { createMessages } from "./messages";
import { createRateCounter, usualRate } from "./rate";
import { rateLimited, refuse } from "./refusals";
import { type Channel, type Scene, parseScene } from "./scene";

/** A click that was sent, and what the app answered; Slack shows an error after 3 s without a 200. */
interface SentClick {
  action: string;
  at: string;
  /** 0 when there was no answer in time. */
  status: number;
  body: string;
}

const patienceMs = 3_000;
const usualChannels: Record<string, Channel> = { C0SOCTEAM1: { isMember: true } };

interface Method {
  /** Any of these scopes opens it; none is needed when empty. */
  scopes: readonly string[];
  isWrite?: true;
  /** Whether it may be used in a channel that the bot is not in. */
  isOpen?: true;
  answer: (channel: string, input: Arguments) => Answer;
}

/** The Web API of a Slack workspace with one app in it. https://docs.slack.dev/apis/web-api */
export function slack(world: World): Simulator {
  const scenes = world.table<Scene>("scene");
  const scene = (): Scene => scenes.get("scene") ?? {};
  const channels = () => ({ ...usualChannels, ...scene().channels });
  const clicks = world.table<SentClick>("clicks");
  const messages = createMessages(world);
  const chat = createChat(messages);
  const conversations = createConversations(messages);
  const wait = createRateCounter(world);

  function channelProblem(channel: string, isOpen: boolean): Answer | undefined {
    const known = channels()[channel];
    if (!known) return refuse("channel_not_found");
    if (!known.isMember && !isOpen) return refuse("not_in_channel");
    return undefined;
  }

  const guarded =
    ({ scopes, isWrite, isOpen, answer }: Method) =>
    (request: SimulatedRequest): Answer => {
      const refused = accessProblem(request, scene(), scopes);
      if (refused) return refused;
      const input = argumentsOf(request, isWrite === true);
      if (isRefusal(input)) return input;
      const channel = String(input.channel);
      const closed = channelProblem(channel, isOpen === true);
      if (closed) return closed;
      if (isWrite && channels()[channel]?.isArchived) return refuse("is_archived");
      return answer(channel, input);
    };

  function post(channel: string, input: Arguments): Answer {
    const isPublic = (scene().scopes ?? defaultScopes).includes("chat:write.public");
    if (!channels()[channel]?.isMember && !isPublic) return refuse("not_in_channel");
    const { rate = usualRate } = scene();
    const seconds = rate ? wait(channel, rate) : 0;
    return seconds > 0 ? rateLimited(seconds) : chat.post(channel, input);
  }

  const withScopes =
    (handler: (request: SimulatedRequest) => Answer) =>
    (request: SimulatedRequest): Answer => {
      const { headers = {}, ...answer } = handler(request);
      const scopes = (scene().scopes ?? defaultScopes).join(",");
      return { ...answer, headers: { "x-oauth-scopes": scopes, ...headers } };
    };

  const test = withScopes(
    (request) =>
      accessProblem(request, scene(), []) ?? {
        body: {
          ok: true,
          url: "https://contoso.slack.com/",
          team: "Contoso",
          user: "soc",
          team_id: "T0CONTOSO1",
          user_id: "U0BOTUSER1",
          bot_id: "B0SOCBOT01",
          is_enterprise_install: false,
        },
      },
  );
  const history = ["channels:history", "groups:history"];
  const reading = (answer: Method["answer"]) => withScopes(guarded({ scopes: history, answer }));
  const read = { history: reading(conversations.history), replies: reading(conversations.replies) };
  const writing = { scopes: ["chat:write"], isWrite: true } as const;

  function send(click: Click): void {
    const { headers, body } = clickRequest(click, messages.all(), world.now());
    const id = randomUUID();
    const sent = { action: click.action, at: new Date(world.now()).toISOString() };
    const signal = AbortSignal.timeout(patienceMs);
    void fetch(click.url, { method: "POST", headers, body, signal })
      .then(async (answer) => ({ status: answer.status, body: await answer.text() }))
      .catch(() => ({ status: 0, body: "" }))
      .then((answer) => clicks.set(id, { ...sent, ...answer }));
  }

  return {
    name: "slack",
    secrets: ["token"],
    routes: {
      "GET /api/auth.test": test,
      "POST /api/auth.test": test,
      "POST /api/chat.postMessage": withScopes(guarded({ ...writing, isOpen: true, answer: post })),
      "POST /api/chat.update": withScopes(guarded({ ...writing, answer: chat.update })),
      "GET /api/chat.getPermalink": withScopes(
        guarded({ scopes: [], isOpen: true, answer: chat.permalink }),
      ),
      "GET /api/conversations.history": read.history,
      "POST /api/conversations.history": read.history,
      "GET /api/conversations.replies": read.replies,
      "POST /api/conversations.replies": read.replies,
    },
    setScene(input) {
      const { click, channels: changed = {}, ...rest } = parseScene(input);
      scenes.set("scene", { ...scene(), ...rest, channels: { ...scene().channels, ...changed } });
      if (click) send(click);
    },
    state: () => ({ ...scene(), messages: messages.all(), clicks: clicks.rows() }),
  };
}
