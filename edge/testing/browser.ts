import type { AccountView } from "#contract/identity";
import type { TestSystem } from "./test-system.ts";

/** A person at a browser: it keeps its cookie and says where its requests come from. */
export class Browser {
  cookie: string | null = null;
  origin: string | null = "http://edge.test";
  /** One of its own, so that tests do not share the limit of an address. */
  ip = `10.${[1, 2, 3].map(() => Math.floor(Math.random() * 256)).join(".")}`;
  email = `${crypto.randomUUID()}@people.test`;
  workspace: string | null = null;
  readonly #system: TestSystem;

  constructor(system: TestSystem) {
    this.#system = system;
  }

  async call(method: string, path: string, body?: unknown): Promise<Response> {
    const headers = new Headers({ "cf-connecting-ip": this.ip, "user-agent": "Testing/1.0" });
    if (this.origin !== null) headers.set("origin", this.origin);
    if (this.cookie !== null) headers.set("cookie", this.cookie);
    if (this.workspace !== null) headers.set("x-caliper-workspace", this.workspace);
    if (body !== undefined) headers.set("content-type", "application/json");
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await this.#system.fetch(`${this.origin ?? "http://edge.test"}/api/v1${path}`, init);
    const set = answer.headers.get("set-cookie");
    if (set) this.cookie = set.includes("Max-Age=0") ? null : (set.split(";")[0] ?? null);
    return answer;
  }

  async askCode(email = this.email): Promise<string> {
    const answer = await this.call("POST", "/session/codes", { email });
    if (answer.status !== 202) throw new Error(`code: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { codeId: string }).codeId;
  }

  async signIn(email = this.email): Promise<AccountView> {
    const codeId = await this.askCode(email);
    const answer = await this.call("POST", "/session", { codeId, code: await mailedCode(this.#system, email) });
    if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}

/** The code in the newest mail to that address. */
export async function mailedCode(system: TestSystem, email: string): Promise<string> {
  const mail = await system.env.DB.prepare("SELECT body FROM mails WHERE recipient = ? ORDER BY rowid DESC")
    .bind(email.toLowerCase())
    .first<{ body: string }>();
  const code = /^(\d{4} \d{4})$/m.exec(mail?.body ?? "")?.[1];
  if (!code) throw new Error(`no code was sent to ${email}`);
  return code;
}

/** As many digits, none of them right. */
export const wrongCode = (code: string): string => code.replaceAll(/\d/g, (d) => String((Number(d) + 1) % 10));

export const problemCode = async (answer: Response): Promise<[number, string | undefined]> => [
  answer.status,
  ((await answer.json()) as { code?: string }).code,
];
