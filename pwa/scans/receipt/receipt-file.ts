import type { Receipt } from "./receipt.ts";
import { receiptCsv } from "./receipt-csv.ts";

/** Excel takes CSV for Latin-1 unless it begins with a byte order mark. */
const byteOrderMark = "\ufeff";

export function receiptFile(receipt: Receipt, scanName: string): File {
  const plain = scanName.replace(/[^\p{L}\p{N} ._-]+/gu, "").trim() || "scan";
  return new File([byteOrderMark, receiptCsv(receipt)], `receipt ${plain}.csv`, { type: "text/csv" });
}

export const canShareFiles = typeof navigator.canShare === "function" && typeof navigator.share === "function";

/** False where the system cannot take it; a person who thinks better of it has lost nothing. */
export async function shareFile(file: File): Promise<boolean> {
  if (!navigator.canShare({ files: [file] })) return false;
  try {
    await navigator.share({ files: [file], title: file.name });
    return true;
  } catch (error) {
    return error instanceof DOMException && error.name === "AbortError";
  }
}
