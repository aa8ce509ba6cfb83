import type { AnswerBody, Operation } from "#contract/api/operation";
import { takesIdempotencyKey } from "#contract/api/operation";
import { idempotencyReplayedHeader } from "#contract/idempotency";
import { type ProblemCode, problemSchema, problems } from "#contract/problem";
import type { JsonSchemas } from "./json-schemas.ts";

type Json = Record<string, unknown>;

const statusTexts: Record<number, string> = {
  200: "Done",
  201: "Made",
  202: "Taken on; it goes on by itself",
  204: "Done; there is nothing to say",
};

/** Every problem an operation can answer with: its own, and those that all have. */
export function problemsOf(operation: Operation): ProblemCode[] {
  const shared: ProblemCode[] = ["request-invalid", "rate-limited", "internal"];
  if (operation.permission !== null) shared.push("unauthorized", "forbidden", "sign-in-needed");
  if (takesIdempotencyKey(operation)) shared.push("idempotency-conflict", "idempotency-pending");
  return [...new Set([...operation.problems, ...shared])];
}

function contentOf(schemas: JsonSchemas, body: AnswerBody): Json {
  if (body === null) return {};
  if ("media" in body) return { [body.media]: { schema: {} } };
  return { "application/json": { schema: schemas.at(body) } };
}

function problemContent(schemas: JsonSchemas, codes: readonly ProblemCode[], status: number): Json {
  const schema = {
    allOf: [schemas.at(problemSchema), { properties: { code: { enum: codes }, status: { const: status } } }],
  };
  return { "application/problem+json": { schema } };
}

const rateHeaders = {
  "RateLimit-Policy": { $ref: "#/components/headers/RateLimitPolicy" },
  RateLimit: { $ref: "#/components/headers/RateLimit" },
};

export function answersOf(schemas: JsonSchemas, operation: Operation): Json {
  const byStatus = new Map<number, { content: Json; said: string[]; waits: boolean }>();
  const at = (status: number) => {
    const known = byStatus.get(status) ?? { content: {}, said: [], waits: false };
    byStatus.set(status, known);
    return known;
  };
  for (const [status, body] of Object.entries(operation.answers)) {
    Object.assign(at(Number(status)).content, contentOf(schemas, body));
    at(Number(status)).said.push(statusTexts[Number(status)] ?? "Answer");
  }
  const codes = problemsOf(operation);
  for (const status of new Set(codes.map((code) => problems[code].status))) {
    const list = codes.filter((code) => problems[code].status === status);
    Object.assign(at(status).content, problemContent(schemas, list, status));
    at(status).said.push(...list.map((code) => `\`${code}\`: ${problems[code].title}`));
    at(status).waits = list.some((code) => code === "rate-limited" || code === "idempotency-pending");
  }
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([a], [b]) => a - b)
      .map(([status, { content, said, waits }]) => [
        String(status),
        {
          description: said.join("\n"),
          headers: { ...rateHeaders, ...(waits ? retryAfter : {}), ...(status < 300 ? replayed(operation) : {}) },
          ...(Object.keys(content).length > 0 ? { content } : {}),
        },
      ]),
  );
}

const retryAfter = { "Retry-After": { $ref: "#/components/headers/RetryAfter" } };
const replayed = (operation: Operation): Json =>
  takesIdempotencyKey(operation) ? { [idempotencyReplayedHeader]: { $ref: "#/components/headers/Replayed" } } : {};

export const answerHeaders = {
  RateLimitPolicy: {
    description: 'How much is allowed: `"caller";q=100;w=60` is 100 requests in any 60 s. Not on uncounted requests.',
    schema: { type: "string" },
  },
  RateLimit: {
    description: 'What is left: `"caller";r=42;t=17` is 42 requests; one more is there in 17 s.',
    schema: { type: "string" },
  },
  RetryAfter: { description: "Seconds to wait.", schema: { type: "integer", minimum: 1 } },
  Replayed: { description: "`true`: this answer was given before.", schema: { type: "string", const: "true" } },
} as const;
