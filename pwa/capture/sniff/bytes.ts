/** What a file says of itself by content. `whole` false: it breaks off before its end mark. */
export type Sniffed = {
  format: "jpeg" | "png" | "webp" | "heic";
  widthPx: number;
  heightPx: number;
  whole: boolean;
  animated: boolean;
};

export function ascii(view: DataView, at: number, length: number): string {
  if (at < 0 || at + length > view.byteLength) return "";
  let text = "";
  for (let i = 0; i < length; i++) text += String.fromCharCode(view.getUint8(at + i));
  return text;
}
