import { openDb } from "../../db/client.ts";
import { partIdsOf } from "../../db/parts.ts";
import { partPrefix } from "../../domain/storage-keys.ts";
import type { Env } from "../../env.ts";

/** Deletes the files of parts whose rows are gone or going. What breaks off, the orphan sweep deletes later. */
export async function discardParts(env: Pick<Env, "FILES">, partIds: readonly string[]): Promise<void> {
  for (const partId of partIds) {
    const page = await env.FILES.list({ prefix: partPrefix(partId) });
    if (page.objects.length > 0) await env.FILES.delete(page.objects.map((object) => object.key));
  }
}

/** Of an owner who is being erased; the rows go with the other records. */
export async function discardPartsOf(env: Pick<Env, "DB" | "FILES">, ownerId: string): Promise<void> {
  await discardParts(env, await partIdsOf(openDb(env.DB), ownerId));
}
