import type { SwitchName } from "#contract/admin";

/** What the administration can switch off, and what that does; on unless it was switched off. */
export const switches: Readonly<Record<SwitchName, string>> = {
  submissions: "New jobs are taken. Off: photos still arrive and jobs under way go on, submits are told to come later.",
  "sign-ups": "An address without an account gets one when it signs in. Off: only those who have one get in.",
};

export const switchSetting = (name: SwitchName): string => `switch:${name}`;
