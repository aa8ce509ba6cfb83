import type { FileUnit } from "#contract/print-settings";
import type { MeshProblemCode } from "#quote/mesh/mesh-problem";
import type { Shop } from "./choice.ts";
import type { Looked } from "./look-at-part.ts";
import type { CheaperByPart, OrderEstimate, PrintOrder, Unpriced } from "./order.ts";

/** What the screen asks of the worker that holds the parts, and what it hears from it. */
export type Question =
  | { readonly kind: "shop"; readonly shop: Shop }
  | { readonly kind: "open"; readonly partId: string; readonly file: Blob; readonly unit: FileUnit | null }
  | { readonly kind: "unit"; readonly partId: string; readonly unit: FileUnit }
  | { readonly kind: "drop"; readonly partId: string }
  | { readonly kind: "price"; readonly revision: number; readonly order: PrintOrder };

export type CheckedPart = Looked & { readonly positions: Float32Array; readonly triangles: Uint32Array };

/** `step`: there is a file, but no kernel here that makes triangles of it. `unreadable`: the device did not give its bytes. */
export type OpenProblem = MeshProblemCode | "step" | "unreadable" | "out-of-memory";

export type News =
  | { readonly kind: "reading"; readonly partId: string; readonly share: number }
  | { readonly kind: "checking"; readonly partId: string }
  | { readonly kind: "checked"; readonly partId: string; readonly part: CheckedPart }
  | { readonly kind: "failed"; readonly partId: string; readonly code: OpenProblem }
  | { readonly kind: "priced"; readonly revision: number; readonly order: PrintOrder; readonly estimate: OrderEstimate }
  | { readonly kind: "unpriced"; readonly revision: number; readonly unpriced: Unpriced }
  | { readonly kind: "cheaper"; readonly revision: number; readonly byPart: CheaperByPart };
