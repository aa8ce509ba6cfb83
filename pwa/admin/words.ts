import { enAdmin } from "../i18n/en-admin.ts";

/** The administration's words, opened with it alone. */
export const t = enAdmin;
