import type { Context } from "hono";
import { printLimits } from "#contract/print-settings";
import type { ProblemCode } from "#contract/problem";
import { FormBroken, formEvents } from "../adapters/form-stream.ts";
import { errorText, log } from "../adapters/log.ts";
import type { PartRow } from "../db/parts.ts";
import { shownName } from "../domain/photo-name.ts";
import { FormFile } from "../flows/quoting/receive-form-file.ts";
import type { App } from "../routes/app-types.ts";
import { ProblemError } from "../routes/problem-answer.ts";
import { drain } from "../routes/request-body.ts";
import { mustBeOurForm } from "./caller.ts";

/** Cloudflare takes no larger body than 100 MB. */
export const formBytesMax = 100 * 1024 * 1024;

/** What became of one file of the form. */
export type Taken =
  | { readonly fileName: string; readonly part: PartRow }
  | { readonly fileName: string; readonly part: null; readonly code: ProblemCode; readonly detail: string };

/**
 * The files of the upload form, one after the other. What came before something broke stays; the form's token stands
 * before its files, and without it none of them is looked at.
 */
export async function takeFiles(c: Context<App>): Promise<{ taken: Taken[]; broken: boolean }> {
  const body = c.req.raw.body;
  const taken: Taken[] = [];
  let broken = false;
  try {
    const declared = Number(c.req.header("content-length") ?? 0);
    if (declared > formBytesMax) throw new ProblemError("mesh-file-too-large", "All files together: 100 MB.");
    if (!body) throw new ProblemError("request-invalid", "The form is empty.");
    const contentType = c.req.header("content-type") ?? "";
    if (!/^multipart\/form-data;/i.test(contentType)) throw new ProblemError("request-invalid", "No form with files.");
    await read(c, body, contentType, taken);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    broken = true;
    const what = error instanceof FormBroken ? "form-broken" : "form-not-taken";
    log("warn", what, { requestId: c.get("requestId"), error: errorText(error) });
  } finally {
    await drain(body, 2 * formBytesMax);
  }
  return { taken, broken };
}

async function read(c: Context<App>, body: ReadableStream<Uint8Array>, type: string, taken: Taken[]): Promise<void> {
  const { ownerId } = c.get("principal");
  const limits = { partsMax: printLimits.filesMax + 4, bytesMax: formBytesMax };
  let isOurs = false;
  let file: FormFile | null = null;
  try {
    for await (const event of formEvents(body, type, limits)) {
      if (event.type === "field" && event.name === "token") {
        await mustBeOurForm(c, event.value);
        isOurs = true;
      } else if (event.type === "file") {
        if (!isOurs) await mustBeOurForm(c, null);
        file = new FormFile(c.env, shownName(event.fileName));
        // A file field in which nothing was chosen comes as a file without name and bytes.
        if (event.fileName === "") file = null;
      } else if (event.type === "bytes") {
        await file?.push(event.bytes);
      } else if (event.type === "file-end" && file) {
        taken.push(await endOf(file, ownerId));
        file = null;
      }
    }
  } finally {
    await file?.forget().catch(() => undefined);
  }
}

async function endOf(file: FormFile, ownerId: string): Promise<Taken> {
  const { fileName } = file;
  const received = await file.end(ownerId, Date.now());
  if (received.ok) return { fileName, part: received.value };
  return { fileName, part: null, code: received.code, detail: received.detail ?? "" };
}
