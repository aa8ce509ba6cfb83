export interface MailText {
  readonly subject: string;
  readonly body: string;
}

const lines = (...all: string[]): string => all.join("\n");
const spaced = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`;

export const signInMail = (code: string): MailText => ({
  subject: `${spaced(code)} is your code for Caliper`,
  body: lines(
    "Your code to sign in to Caliper:",
    "",
    spaced(code),
    "",
    "It is good for 10 minutes, once. If you did not ask for it, do nothing: without the code nobody gets in.",
  ),
});

export const changeEmailMail = (code: string): MailText => ({
  subject: `${spaced(code)} confirms your new address`,
  body: lines(
    "Somebody (you, we hope) wants to use this address for their Caliper account. The code that confirms it:",
    "",
    spaced(code),
    "",
    "It is good for 10 minutes, once. If it was not you, do nothing.",
  ),
});

export const emailChangedMail = (newEmail: string): MailText => ({
  subject: "The address of your Caliper account was changed",
  body: lines(
    `Your Caliper account now uses ${newEmail}. Sign-in codes go there.`,
    "",
    "If it was not you, sign in with a passkey and sign out everywhere, or answer this mail.",
  ),
});

export const passkeyAddedMail = (name: string): MailText => ({
  subject: "A passkey was added to your Caliper account",
  body: lines(
    `“${name}” can now sign in to your account.`,
    "",
    "If it was not you, sign in, remove it and sign out everywhere.",
  ),
});

/** When a mail that was not taken is tried again after so many tries; null: given up, after about nine hours. */
export function mailRetryMs(tries: number): number | null {
  if (tries >= 14) return null;
  return Math.min(60 * 60_000, 15_000 * 2 ** (tries - 1));
}
