import { enBatch, enWebhooks } from "./en-batch.ts";
import { enBrand, enInvitation, enOrganisation } from "./en-organisation.ts";

/** Words of what organisations and programs use; opened on their own. */
export const teamWords = {
  organisation: enOrganisation,
  invitation: enInvitation,
  brand: enBrand,
  batch: enBatch,
  webhooks: enWebhooks,
};
