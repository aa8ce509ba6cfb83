import type { Context } from "hono";
import type { batchOperations } from "#contract/api/batches";
import type { organisationOperations } from "#contract/api/organisations";
import type { webhookOperations } from "#contract/api/webhooks";
import type { App } from "../app-types.ts";
import * as batches from "./batches.ts";
import * as brand from "./brand.ts";
import { acceptInvitationRoute, deleteInvitationRoute, putInvitation } from "./invitations.ts";
import { deleteMember, leaveOrganisation, listMembers, putMember } from "./members.ts";
import { deleteOrganisationRoute, listOrganisations, putOrganisation } from "./organisations.ts";
import * as webhooks from "./webhooks.ts";

type Operations = typeof organisationOperations & typeof batchOperations & typeof webhookOperations;
type Handler = (c: Context<App>) => Response | Promise<Response>;

export const organisationHandlers: Record<keyof Operations, Handler> = {
  listOrganisations,
  putOrganisation,
  deleteOrganisation: deleteOrganisationRoute,
  listMembers,
  putMember,
  deleteMember,
  leaveOrganisation,
  putInvitation,
  deleteInvitation: deleteInvitationRoute,
  acceptInvitation: acceptInvitationRoute,
  putBrand: brand.putBrand,
  deleteBrand: brand.deleteBrand,
  putLogo: brand.putLogoRoute,
  getBrand: brand.getBrand,
  getLogo: brand.getLogo,
  listBatches: batches.listBatches,
  putBatch: batches.putBatch,
  getBatch: batches.getBatch,
  putBatchSets: batches.putBatchSets,
  postBatchZip: batches.postBatchZip,
  submitBatch: batches.submitBatchRoute,
  cancelBatch: batches.cancelBatch,
  getBatchReport: batches.getBatchReport,
  getBatchReportCsv: batches.getBatchReportCsv,
  listWebhooks: webhooks.listWebhooks,
  putWebhook: webhooks.putWebhook,
  deleteWebhook: webhooks.deleteWebhook,
  pingWebhook: webhooks.pingWebhook,
  listDeliveries: webhooks.listDeliveries,
  replayDelivery: webhooks.replayDelivery,
};
