/**
 * What RunPod sets in a worker's environment, pointing at a control plane of ours. `$ID` and `$RUNPOD_POD_ID` are filled
 * in by the SDK; its query string must not be empty, as it appends with `&`.
 */
export function workerEnv({
  base,
  endpoint = "reconstruct",
  workerId = "worker-1",
  workerKey = "local-worker",
}: {
  base: string;
  endpoint?: string;
  workerId?: string;
  workerKey?: string;
}): Record<string, string> {
  const at = `${base}/v2/${endpoint}`;
  return {
    RUNPOD_ENDPOINT_ID: endpoint,
    RUNPOD_POD_ID: workerId,
    RUNPOD_AI_API_KEY: workerKey,
    RUNPOD_WEBHOOK_GET_JOB: `${at}/job-take/$ID?gpu=none`,
    RUNPOD_WEBHOOK_POST_OUTPUT: `${at}/job-done/$RUNPOD_POD_ID/$ID?gpu=none`,
    RUNPOD_WEBHOOK_POST_STREAM: `${at}/job-stream/$RUNPOD_POD_ID/$ID?gpu=none`,
    RUNPOD_WEBHOOK_PING: `${at}/ping/$RUNPOD_POD_ID`,
    RUNPOD_PING_INTERVAL: "5000",
    RUNPOD_SKIP_GPU_CHECK: "true",
    RUNPOD_SKIP_AUTO_SYSTEM_CHECKS: "true",
    RUNPOD_DEBUG_LEVEL: "WARN",
  };
}
