import type { Context } from "hono";
import type { identityOperations } from "#contract/api/identity";
import type { App } from "../app-types.ts";
import { askEmailChange, changeEmail, getAccount, patchAccount } from "./account.ts";
import { createKey, listKeys, revokeKey } from "./api-keys.ts";
import { linkDevice, listDevices, unlinkDevice } from "./devices.ts";
import { addPasskey, askRegistration, deletePasskey, listPasskeys, renamePasskey } from "./passkeys.ts";
import { endSession, listSessions, mintToken, signOutEverywhere } from "./sessions.ts";
import { askCode, askPasskey, signInByCode, signInByPasskey, signOut } from "./sign-in.ts";

export const identityHandlers: Record<keyof typeof identityOperations, (c: Context<App>) => Promise<Response>> = {
  askCode,
  signInByCode,
  askPasskey,
  signInByPasskey,
  signOut,
  mintToken,
  listSessions,
  endSession,
  signOutEverywhere,
  getAccount,
  patchAccount,
  askEmailChange,
  changeEmail,
  listPasskeys,
  askRegistration,
  addPasskey,
  renamePasskey,
  deletePasskey,
  listDevices,
  linkDevice,
  unlinkDevice,
  listKeys,
  createKey,
  revokeKey,
};
