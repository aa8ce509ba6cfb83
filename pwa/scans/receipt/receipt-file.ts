import type { Receipt } from "./receipt.ts";
import { receiptCsv } from "./receipt-csv.ts";

/** Excel takes CSV for Latin-1 unless it begins with a byte order mark. */
const byteOrderMark = "\ufeff";

export function receiptFile(receipt: Receipt, scanName: string): File {
  const plain = scanName.replace(/[^\p{L}\p{N} ._-]+/gu, "").trim() || "scan";
  return new File([byteOrderMark, receiptCsv(receipt)], `receipt ${plain}.csv`, { type: "text/csv" });
}

/** Made on this device, so it is saved without any network. */
export function saveFile(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  // Some browsers read it only after the click was handled.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
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
