import type { Role } from "#contract/access";
import { shownText } from "../photo-name.ts";

export interface InvitationMail {
  readonly inviter: string;
  readonly organisation: string;
  /** The organisation's own name for the app, or Caliper. */
  readonly product: string;
  readonly supportEmail: string | null;
  readonly role: Role;
  readonly link: string;
  readonly expiresAtMs: number;
}

const roleText: Record<Role, string> = {
  owner: "an owner: everything, members and plan too",
  operator: "an operator: making scans and batches",
  viewer: "a viewer: looking at scans and downloading results",
};

/** Names in it are what people typed: on one line, without what would make a mail program see a link of theirs. */
const plain = (text: string): string => shownText(text).replace(/[<>]/g, "").replace(/:\/\//g, " ").slice(0, 80);

export function invitationMail(mail: InvitationMail): { subject: string; body: string } {
  const organisation = plain(mail.organisation);
  const product = plain(mail.product);
  const who = plain(mail.inviter) || "Somebody";
  const until = new Date(mail.expiresAtMs).toISOString().slice(0, 10);
  const help = mail.supportEmail ? `\n\nQuestions: ${mail.supportEmail}` : "";
  return {
    subject: `${organisation} invites you to ${product}`,
    body: `${who} invites you to ${organisation} on ${product}, as ${roleText[mail.role]}.

Open this link and sign in with this address:
${mail.link}

It is good once, until ${until}. If you do not know why you got it, do nothing.${help}
`,
  };
}
