const kept = new Set(["H1", "HEADER", "P", "BR", "TABLE", "THEAD", "TBODY", "TFOOT", "TR", "TH", "TD"]);

/**
 * What the receipt's file shows, as part of this page: the same words and sums from one place, without the file's own
 * styles, which this page would not allow. Only what a receipt is made of comes through, as text.
 */
export function receiptNodes(html: string): Node[] {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return [...body.childNodes].flatMap(copied);
}

function copied(node: Node): Node[] {
  if (node instanceof Text) return [document.createTextNode(node.data)];
  if (!(node instanceof Element) || !kept.has(node.tagName)) return [];
  // The screen has a heading of its own above it.
  const made = document.createElement(node.tagName === "H1" ? "h2" : node.tagName.toLowerCase());
  made.append(...[...node.childNodes].flatMap(copied));
  return [made];
}
