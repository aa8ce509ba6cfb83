import type { TestSystem } from "./test-system.ts";

/** A browser without scripts: it keeps cookies, follows redirects and sends the forms that it finds. */
export class PlainBrowser {
  cookies = new Map<string, string>();
  origin: string | null = "http://edge.test";
  /** The page that is open, and how it was answered. */
  html = "";
  path = "";
  answer = new Response();
  private readonly system: TestSystem;

  constructor(system: TestSystem) {
    this.system = system;
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0)
      headers.set("cookie", [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    if (this.origin !== null && init.method === "POST") headers.set("origin", this.origin);
    const answer = await this.system.fetch(new URL(path, "http://edge.test").href, {
      ...init,
      headers,
      redirect: "manual",
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (name) this.cookies.set(name, value ?? "");
    }
    return answer;
  }

  /** Opens a page, and what it leads to within this site. */
  async open(path: string, init: RequestInit = {}): Promise<this> {
    this.answer = await this.ask(path, init);
    this.path = path;
    const to = this.answer.headers.get("location");
    if (to?.startsWith("/")) return this.open(to);
    this.html = await this.answer.text();
    return this;
  }

  get token(): string {
    return /name="token" value="([^"]+)"/.exec(this.html)?.[1] ?? "";
  }

  /** What the page's first form with that action would send, as it stands. */
  fields(action: string): URLSearchParams {
    const form = new RegExp(`<form[^>]*action="${action}"[^>]*>([\\s\\S]*?)</form>`).exec(this.html)?.[1] ?? "";
    const fields = new URLSearchParams();
    for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
      const of = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1];
      const skipped = /type="(radio|checkbox)"/.test(tag) && !/ checked/.test(tag);
      if (!skipped) fields.append(of("name") ?? "", of("value") ?? "");
    }
    for (const [, name, options] of form.matchAll(/<select[^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g)) {
      fields.append(name ?? "", /value="([^"]*)" selected/.exec(options ?? "")?.[1] ?? "");
    }
    return fields;
  }

  /** Sends such a form with some of its fields changed. */
  async send(action: string, changes: Record<string, string> = {}): Promise<this> {
    const fields = this.fields(action);
    for (const [name, value] of Object.entries(changes)) fields.set(name, value);
    const body = fields.toString();
    const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": String(body.length) };
    return this.open(action, { method: "POST", body, headers });
  }

  async upload(files: Record<string, Uint8Array<ArrayBuffer>>, token = this.token): Promise<this> {
    const form = new FormData();
    form.set("token", token);
    for (const [name, bytes] of Object.entries(files)) form.append("file", new File([bytes], name));
    return this.sendForm(form);
  }

  async sendForm(form: FormData): Promise<this> {
    const encoded = new Response(form);
    const body = await encoded.arrayBuffer();
    const headers = {
      "content-type": encoded.headers.get("content-type") ?? "",
      "content-length": String(body.byteLength),
    };
    return this.open("/plain/parts", { method: "POST", body, headers });
  }
}
