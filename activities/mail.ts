import type { KeptMail } from "../domain/mail";
import { renderMail } from "../domain/notice/html-mail";
import { type Content, noticeIn, targetOf } from "./content";
import type { ActivityDependencies } from "./dependencies";
import { once } from "./once";
import { type Step, guidOf } from "./step";

/** Mail to people: written as a draft under a reference that a repeat finds, and then sent. */
export const mail = ({ connectors: { outlook }, ledger }: ActivityDependencies) => {
  /**
   * The mail of a step whose sending was begun, by whichever run. It is not written anew, even if no
   * copy can be found: it may be on its way.
   */
  async function begun(step: Step): Promise<KeptMail | undefined> {
    const sending = await ledger.entry(step.key);
    if (!sending || sending.state === "intended") return undefined;
    return (await ledger.entry(draftKey(step)))?.result as KeptMail | undefined;
  }

  /** The mail of a step, however far it is: written at most once. */
  function written({ step, to, ...content }: MailInput): Promise<KeptMail> {
    const ref = guidOf(step);
    return once(
      ledger,
      { ...step, key: draftKey(step) },
      {
        action: "writeMail",
        target: targetOf(content),
        look: () => outlook.findMail(ref),
        // An earlier run may have written it, or sent it.
        async send() {
          const notice = noticeIn(content);
          const draft = { ...renderMail(notice), to, isUrgent: notice.severity === "High" };
          return (await outlook.findMail(ref)) ?? outlook.createDraft(draft, ref);
        },
      },
    );
  }

  return {
    /**
     * Sends a report to people once. "maybe" when the draft is gone and no sent copy can be found:
     * Exchange keeps that only once it has delivered, and somebody may have deleted either. A later
     * run of the incident sends nothing more then.
     */
    async sendMail(input: MailInput): Promise<SentMail> {
      const { step } = input;
      const { id: mailId, isDraft } = (await begun(step)) ?? (await written(input));
      return once<SentMail>(ledger, step, {
        action: "sendMail",
        target: targetOf(input),
        async look() {
          const found = await outlook.findMail(guidOf(step));
          if (!found) return { sent: "maybe", mailId };
          return found.isDraft ? null : { sent: "yes", mailId: found.id };
        },
        async send() {
          if (isDraft) await outlook.sendDraft(mailId);
          return { sent: "yes", mailId };
        },
      });
    },
  };
};

const draftKey = ({ key }: Step): string => `${key}/draft`;

interface SentMail {
  sent: "yes" | "maybe";
  mailId: string;
}

type MailInput = {
  step: Step;
  /** Addresses. */
  to: string[];
} & Content;
