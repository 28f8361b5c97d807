/** A mail to people. */
export interface Mail {
  /** Addresses, as the policy names them. */
  to: string[];
  /** One line. */
  subject: string;
  /** A whole document, nothing in it to be escaped any more. */
  html: string;
  /** Whether mailboxes mark it as important. */
  isUrgent: boolean;
}

/** A mail in the mailbox of its sender. */
export interface KeptMail {
  id: string;
  /** Written, and not sent. */
  isDraft: boolean;
}
