const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const inHtml = (value: string): string => value.replaceAll(/[&<>"']/g, (c) => names[c] ?? c);

export const pounds = (pence: number): string => `£${(pence / 100).toFixed(2)}`;
export const dayOf = (atS: number): string => new Date(atS * 1000).toISOString().slice(0, 10);

/** A page for people. `body` is HTML already. */
export function html(title: string, body: string, status = 200): Response {
  const style =
    "body{font:16px/1.5 system-ui;max-width:40rem;margin:2rem auto;padding:0 1rem}button{font:inherit;margin:.25rem 0;padding:.5rem 1rem}";
  return new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${inHtml(title)}</title><style>${style}</style><p>A fake Stripe: no money moves here.</p><h1>${inHtml(title)}</h1>${body}</html>`,
    { status, headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } },
  );
}

export const button = (action: string, label: string, fields: Record<string, string> = {}): string =>
  `<form method="post" action="${inHtml(action)}">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${inHtml(name)}" value="${inHtml(value)}">`)
    .join("")}<button>${inHtml(label)}</button></form>`;

export const seeOther = (url: string): Response => new Response(null, { status: 303, headers: { location: url } });
