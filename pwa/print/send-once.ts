import type { PartToSend } from "./send-part.ts";

/** A choice that changes while a part is on its way waits for that, and does not send it a second time. */
export function makeSendOnce<Answer>(send: (part: PartToSend) => Promise<Answer>) {
  const underWay = new Map<string, Promise<Answer>>();
  return (part: PartToSend): Promise<Answer> => {
    const key = `${part.partId} ${part.unit}`;
    const known = underWay.get(key);
    if (known) return known;
    const going = send(part).finally(() => underWay.delete(key));
    underWay.set(key, going);
    return going;
  };
}
