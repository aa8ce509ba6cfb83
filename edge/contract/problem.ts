import * as v from "valibot";
import { orderProblems } from "./order-problems.ts";
import { quoteProblems } from "./quote-problems.ts";
import { serviceProblems } from "./service-problems.ts";

export type ProblemRecord = Record<
  string,
  { status: number; title: string; retry: "now" | "later" | "never"; todo: string }
>;

/**
 * Every problem the system can tell a person: status, title, whether trying again may help, and what to do.
 * RFC 9457 on the wire; `code` is the stable name, also in reports and callbacks. docs/ERRORS.md is made from this record.
 */
export const problems = {
  "request-invalid": {
    status: 400,
    title: "The request is not of the documented form",
    retry: "never",
    todo: "Correct the fields named in `detail`.",
  },
  unauthorized: {
    status: 401,
    title: "No valid device token",
    retry: "never",
    todo: "Send `Authorization: Bearer cd_…`.",
  },
  "link-invalid": {
    status: 403,
    title: "The link is not valid",
    retry: "never",
    todo: "Ask for the scan again to get fresh links.",
  },
  "link-expired": {
    status: 410,
    title: "The link has expired",
    retry: "never",
    todo: "Ask for the scan again to get fresh links.",
  },
  "not-found": {
    status: 404,
    title: "There is no such thing here",
    retry: "never",
    todo: "Check the address; the scan may have been deleted.",
  },
  "scan-deleted": { status: 410, title: "The scan was deleted", retry: "never", todo: "Start a new scan." },
  "id-taken": {
    status: 409,
    title: "This id already stands for something else",
    retry: "never",
    todo: "Make a new random id.",
  },
  "scan-locked": {
    status: 409,
    title: "The scan is being worked on",
    retry: "later",
    todo: "Wait until the job ends, or cancel it.",
  },
  "rebuild-unavailable": {
    status: 409,
    title: "There is no result to rebuild from",
    retry: "never",
    todo: "Choose a finished result of this scan; one from an older version has to be scanned again.",
  },
  "rebuild-needs-analytic": {
    status: 422,
    title: "A faceted part has no dimensions to set",
    retry: "never",
    todo: "Set its scale by a known distance, or scan again for an analytic solid.",
  },
  "override-unfit": {
    status: 422,
    title: "The faces do not have that dimension",
    retry: "never",
    todo: "Give a diameter for cylinders or spheres, or a distance between two parallel planes of this result.",
  },
  "override-out-of-range": {
    status: 422,
    title: "The new value is out of range",
    retry: "never",
    todo: "Give a value above zero, at most five times and at least a fifth of the one before.",
  },
  "known-distance-unfit": {
    status: 422,
    title: "The known distance cannot set the scale",
    retry: "never",
    todo: "Pick two points further apart, and give their true distance in mm.",
  },
  "rebuild-impossible": {
    status: 422,
    title: "The part cannot be built with these dimensions",
    retry: "never",
    todo: "Change one dimension at a time, by less.",
  },
  "job-not-cancellable": {
    status: 409,
    title: "The job has already ended",
    retry: "never",
    todo: "Look at its result.",
  },
  "length-required": {
    status: 411,
    title: "The upload does not say its length",
    retry: "never",
    todo: "Send a Content-Length.",
  },
  "range-not-satisfiable": {
    status: 416,
    title: "That range lies outside the file",
    retry: "never",
    todo: "Ask for a range inside the file.",
  },
  "rate-limited": {
    status: 429,
    title: "Too many requests",
    retry: "later",
    todo: "Wait for the seconds named in Retry-After.",
  },
  internal: {
    status: 500,
    title: "Something broke on our side",
    retry: "later",
    todo: "Try again; nothing that was confirmed is lost.",
  },
  "storage-unavailable": {
    status: 503,
    title: "The storage does not answer",
    retry: "later",
    todo: "Try again in a moment; nothing that was confirmed is lost.",
  },

  "photo-too-large": {
    status: 413,
    title: "The photo is larger than 50 MB",
    retry: "never",
    todo: "Send it as JPEG or HEIC, or at a lower resolution.",
  },
  "photo-empty": { status: 422, title: "The photo is empty", retry: "never", todo: "Take it again." },
  "photo-hash-mismatch": {
    status: 422,
    title: "The photo changed on the way",
    retry: "now",
    todo: "Send the same bytes again.",
  },
  "photo-not-image": {
    status: 422,
    title: "The file is not a photo",
    retry: "never",
    todo: "Add JPEG, PNG, WebP or HEIC files.",
  },
  "photo-truncated": { status: 422, title: "The photo is cut short", retry: "never", todo: "Copy or take it again." },
  "photo-too-small": {
    status: 422,
    title: "The photo has less than 1 megapixel",
    retry: "never",
    todo: "Use the camera's full resolution.",
  },
  "photo-too-many-pixels": {
    status: 422,
    title: "The photo has too many pixels",
    retry: "never",
    todo: "Scale it below 120 megapixels.",
  },
  "photo-animated": { status: 422, title: "The file is an animation", retry: "never", todo: "Add single photos." },
  "photo-duplicate": {
    status: 409,
    title: "The same photo is already in this scan",
    retry: "never",
    todo: "Leave it out, or shoot from another place.",
  },
  "photo-missing": {
    status: 409,
    title: "Some photos have not arrived",
    retry: "later",
    todo: "Send the photos named in `detail`, then submit again.",
  },
  "photos-too-few": {
    status: 422,
    title: "Too few photos",
    retry: "never",
    todo: "Add photos: 20 to 50 a pass, the next about 15–20° further round.",
  },
  "photos-too-many": {
    status: 422,
    title: "Too many photos",
    retry: "never",
    todo: "Keep at most 50 a pass; leave out the blurred ones.",
  },
  "photos-black": {
    status: 422,
    title: "The photos are all dark",
    retry: "never",
    todo: "Light the part, uncover the lens and shoot again.",
  },
  "photo-undecodable": {
    status: 422,
    title: "A photo cannot be decoded",
    retry: "never",
    todo: "Replace the photos named in `detail`.",
  },

  "scan-unregistered": {
    status: 422,
    title: "The photos do not fit together",
    retry: "never",
    todo: "Shoot all of them round the same part, each overlapping the last by two thirds, with texture or the mat in view.",
  },
  "no-object": {
    status: 422,
    title: "No part was found in the photos",
    retry: "never",
    todo: "Keep the whole part in the middle of every photo, lit and in focus.",
  },
  "dense-too-thin": {
    status: 422,
    title: "Too little of the surface was seen",
    retry: "never",
    todo: "Add photos; a plain or shiny part needs matt spray, chalk or stickers.",
  },
  "no-solid": {
    status: 422,
    title: "No closed solid could be made",
    retry: "never",
    todo: "Add photos from the sides that are missing; the part must be seen all round.",
  },
  "stage-timeout": {
    status: 500,
    title: "A step took too long",
    retry: "now",
    todo: "Try again with fewer or smaller photos.",
  },
  "stage-crashed": {
    status: 500,
    title: "A step broke off",
    retry: "now",
    todo: "Try again; if it fails again, send us the scan's id.",
  },
  "worker-lost": { status: 500, title: "The worker was lost", retry: "now", todo: "It is tried once more by itself." },
  "queue-expired": { status: 500, title: "No worker was free in time", retry: "later", todo: "Submit again later." },
  "output-missing": { status: 500, title: "The result did not arrive whole", retry: "now", todo: "Submit again." },
  "result-too-large": {
    status: 413,
    title: "The result file is larger than 100 MB",
    retry: "never",
    todo: "Write a smaller file; the job fails with output-missing otherwise.",
  },
  "result-hash-mismatch": {
    status: 422,
    title: "The result file changed on the way",
    retry: "now",
    todo: "Put the same bytes again.",
  },
  "result-taken": {
    status: 409,
    title: "This attempt has already put another file under that name",
    retry: "never",
    todo: "Each file of an attempt is created once; stop.",
  },
  "attempt-over": {
    status: 410,
    title: "The job has ended without this attempt",
    retry: "never",
    todo: "Stop working on it.",
  },
  "gpu-unavailable": {
    status: 503,
    title: "The GPU service refuses jobs",
    retry: "later",
    todo: "Wait; the job is sent when the service is back.",
  },
  cancelled: { status: 409, title: "Cancelled", retry: "never", todo: "Submit again when you like." },

  ...serviceProblems,
  ...quoteProblems,
  ...orderProblems,
} as const satisfies ProblemRecord;

export type ProblemCode = keyof typeof problems;
const codes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];
export const problemCodeSchema = v.picklist(codes);

/** RFC 9457 body, media type application/problem+json. `type` is the page of the code. */
export const problemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  detail: v.optional(v.string()),
  code: problemCodeSchema,
  retry: v.picklist(["now", "later", "never"]),
  todo: v.string(),
  requestId: v.optional(v.string()),
});
export type Problem = v.InferOutput<typeof problemSchema>;

/** Why a job or stage failed; travels in reports and callbacks. */
export const failureSchema = v.object({
  code: problemCodeSchema,
  stage: v.optional(v.string()),
  detail: v.string(),
  retryable: v.boolean(),
});
export type Failure = v.InferOutput<typeof failureSchema>;
