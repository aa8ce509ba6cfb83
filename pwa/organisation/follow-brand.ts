import { createEffect } from "solid-js";
import { whose } from "../account/whose.ts";
import { worn } from "../ui/brand.ts";

/** The app looks as the organisation whose workspace is open wants it to. */
export function followBrand(): void {
  createEffect<string | null>((before) => {
    const workspaceId = whose()?.workspaceId ?? null;
    if (workspaceId !== before && (workspaceId !== null || worn() !== null))
      void import("./wear-brand.ts").then(({ wearBrand }) => wearBrand(workspaceId));
    return workspaceId;
  }, null);
}
