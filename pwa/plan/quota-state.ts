import { quotaViewSchema } from "#contract/plan";
import { whose } from "../account/whose.ts";
import { createAnswer } from "../server/create-answer.ts";

/** What may be scanned now, as last known and then fresh; of the workspace that is open, or that a scan is of. */
export function createQuota() {
  const owner = () => whose()?.workspaceId ?? whose()?.accountId ?? "device";
  return createAnswer(() => whose() && { path: "/quota", keep: `quota ${owner()}` }, quotaViewSchema);
}
