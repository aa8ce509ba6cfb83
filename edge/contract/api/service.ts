import { operations } from "./operation.ts";

export const serviceOperations = operations({
  getOpenapi: {
    ...{ method: "get", path: "/openapi.json", permission: null, tag: "Service", problems: [] },
    summary: "This description",
    answers: { 200: { media: "application/json" } },
  },
});
