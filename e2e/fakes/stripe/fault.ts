/** An answer that is an error, in Stripe's form. */
export class Fault extends Error {
  readonly status: number;
  readonly type: string;
  readonly code: string | undefined;
  readonly param: string | undefined;

  constructor(status: number, type: string, message: string, code?: string, param?: string) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
    this.param = param;
  }

  toAnswer(): Response {
    const { type, code, message, param } = this;
    return Response.json({ error: { type, message, code, param } }, { status: this.status });
  }
}

export const invalid = (message: string, param?: string, code?: string): Fault =>
  new Fault(400, "invalid_request_error", message, code, param);

export const missing = (what: string, id: string, status = 404): Fault =>
  new Fault(status, "invalid_request_error", `No such ${what}: '${id}'`, "resource_missing", what);

export const declined = (): Fault => new Fault(402, "card_error", "Your card was declined.", "card_declined");
