import type { CallerName } from "../../testing/callers.ts";

const everybody: CallerName[] = [
  ...(["anonymous", "device", "person", "personsToken", "viewer", "operator", "owner", "organisationKey"] as const),
  ...(["admin", "otherUser", "otherOrganisation", "keyWithoutScope", "revokedKey", "expiredToken"] as const),
  ...(["signedOut", "foreignPage", "visitor", "visitorElsewhere"] as const),
];

/**
 * Who may do what, as it was decided; written by hand, and not made from the code that it is held against.
 * `person`, `admin` and `otherUser` act in what is their own.
 */
export const groups = {
  anybody: everybody,
  "scans: look": [
    ...(["device", "person", "personsToken", "viewer", "operator", "owner", "organisationKey", "admin"] as const),
    ...(["otherUser", "foreignPage"] as const),
  ],
  "scans: change": [
    ...(["device", "person", "personsToken", "operator", "owner", "organisationKey", "admin", "otherUser"] as const),
  ],
  "notices: look": [
    ...(["device", "person", "personsToken", "viewer", "operator", "owner", "organisationKey", "admin"] as const),
    ...(["otherUser", "foreignPage"] as const),
  ],
  "notices: change": [
    ...(["device", "person", "personsToken", "viewer", "operator", "owner", "admin", "otherUser"] as const),
  ],
  "quotes: look": [
    ...(["device", "person", "personsToken", "viewer", "operator", "owner", "organisationKey", "admin"] as const),
    ...(["otherUser", "foreignPage"] as const),
  ],
  "quotes: change": [
    ...(["device", "person", "personsToken", "operator", "owner", "organisationKey", "admin", "otherUser"] as const),
  ],
  "quotes: look, visitors too": [
    ...(["device", "person", "personsToken", "viewer", "operator", "owner", "organisationKey", "admin"] as const),
    ...(["otherUser", "foreignPage", "visitor"] as const),
  ],
  "quotes: change, visitors too": [
    ...(["device", "person", "personsToken", "operator", "owner", "organisationKey", "admin", "otherUser"] as const),
    "visitor",
  ],
  "orders: look": [
    ...(["device", "person", "personsToken", "viewer", "operator", "owner", "organisationKey", "admin"] as const),
    ...(["otherUser", "foreignPage"] as const),
  ],
  "orders: change": [
    ...(["device", "person", "personsToken", "operator", "owner", "organisationKey", "admin", "otherUser"] as const),
  ],
  "batches: look": [
    ...(["person", "personsToken", "viewer", "operator", "owner", "organisationKey", "admin", "otherUser"] as const),
    "foreignPage",
  ],
  "batches: change": [
    ...(["person", "personsToken", "operator", "owner", "organisationKey", "admin", "otherUser"] as const),
  ],
  "webhooks: look": [
    ...(["person", "personsToken", "operator", "owner", "organisationKey", "admin", "otherUser"] as const),
    "foreignPage",
  ],
  "webhooks: change": ["person", "personsToken", "owner", "organisationKey", "admin", "otherUser"],
  "members: look": ["viewer", "operator", "owner", "organisationKey", "otherUser", "foreignPage"],
  "members: change": ["owner", "otherUser"],
  "account: look": [
    ...(["person", "personsToken", "viewer", "operator", "owner", "admin", "otherUser", "foreignPage"] as const),
  ],
  "account: change": ["person", "viewer", "operator", "owner", "admin", "otherUser"],
  "keys: look": ["person", "personsToken", "owner", "admin", "otherUser", "foreignPage"],
  "keys: change": ["person", "owner", "admin", "otherUser"],
  "money: look": ["person", "personsToken", "owner", "organisationKey", "admin", "otherUser", "foreignPage"],
  "money: change": ["person", "owner", "admin", "otherUser"],
  "privacy: change": ["device", "person", "owner", "admin", "otherUser"],
  administration: ["admin"],
} as const satisfies Record<string, readonly CallerName[]>;
export type Group = keyof typeof groups;

const of = (group: Group, ids: string): Record<string, Group> =>
  Object.fromEntries(ids.split(" ").map((id) => [id, group]));

/** Every operation of the API. A new one has to be entered here before the tests pass. */
export const matrix: Readonly<Record<string, Group>> = {
  ...of(
    "anybody",
    "getOpenapi health askCode signInByCode askPasskey signInByPasskey signOut getPushKey getBrand getLogo",
  ),
  ...of("scans: look", "listScans getScan getQuota"),
  ...of("scans: change", "putScan deleteScan putPhoto deletePhoto submit rebuild cancelScan"),
  ...of("notices: look", "listNotices getNoticeChoices"),
  ...of("notices: change", "readNotices putNoticeChoices putPushSubscription deletePushSubscription"),
  ...of("account: look", "listSessions getAccount listPasskeys listDevices listOrganisations"),
  ...of("account: change", "mintToken endSession signOutEverywhere patchAccount askEmailChange changeEmail"),
  ...of("account: change", "askRegistration addPasskey renamePasskey deletePasskey linkDevice unlinkDevice"),
  ...of("account: change", "putOrganisation leaveOrganisation acceptInvitation"),
  ...of("keys: look", "listKeys listWidgetKeys"),
  ...of("keys: change", "createKey revokeKey createWidgetKey patchWidgetKey revokeWidgetKey"),
  ...of("members: look", "listMembers"),
  ...of("members: change", "deleteOrganisation putMember deleteMember putInvitation deleteInvitation"),
  ...of("members: change", "putBrand deleteBrand putLogo"),
  ...of("batches: look", "listBatches getBatch getBatchReport getBatchReportCsv"),
  ...of("batches: change", "putBatch putBatchSets postBatchZip submitBatch cancelBatch"),
  ...of("webhooks: look", "listWebhooks listDeliveries"),
  ...of("webhooks: change", "putWebhook deleteWebhook pingWebhook replayDelivery"),
  ...of(
    "administration",
    "listAdminUsers getAdminUsersCsv getAdminUser patchAdminUser signOutAdminUser listAdminScans",
  ),
  ...of("administration", "getAdminScansCsv getAdminScan retryAdminJob cancelAdminJob refundAdminJob getAdminWork"),
  ...of("administration", "getAdminMoney getAdminQuality getAdminQualityCsv getAdminPrices putAdminPrices"),
  ...of("administration", "deleteAdminPrices putAdminGpuPrice listAdminSwitches putAdminSwitch listAudit getAuditCsv"),
  ...of("anybody", "getMaterialsCatalog getPriceBook"),
  ...of("quotes: look", "listParts listQuotes getQuotePdf getSlicePreview listVisitorQuotes"),
  ...of("quotes: look, visitors too", "getPart getPartGeometry getQuote"),
  ...of("quotes: change", "partFromScan deletePart deleteQuote requote"),
  ...of(
    "quotes: change, visitors too",
    "uploadStl putPart putPartPiece completePart patchPart calculateQuote shareQuote",
  ),
  ...of(
    "administration",
    "listPriceBooks draftPriceBook getAdminPriceBook dryRunPriceBook putPriceBookLive putCatalog",
  ),
  ...of("administration", "listReviews putReview"),
  ...of("orders: look", "listOrders getOrder getReceipt"),
  ...of("orders: change", "createOrder captureOrder cancelOrder"),
  ...of("administration", "refundOrder listAdminOrders getAdminOrdersCsv getAdminOrder moveAdminOrder"),
  ...of("anybody", "getPlans"),
  ...of("money: look", "getBilling"),
  ...of("money: change", "openCheckout openPortal changePlan putSpendingCap"),
  ...of("privacy: change", "createExport deleteExport revokeLinks eraseAccount"),
};
