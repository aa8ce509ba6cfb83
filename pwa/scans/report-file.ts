import * as v from "valibot";
import { type Report, reportSchema } from "#contract/report";
import { loadResult, type ResultLink } from "./results.ts";

export async function loadReport(link: ResultLink): Promise<Report> {
  return v.parse(reportSchema, JSON.parse(new TextDecoder().decode(await loadResult(link))));
}
