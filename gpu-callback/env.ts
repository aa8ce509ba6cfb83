import type { GpuResultMessage } from "#contract/job";
import type { ScanRoom } from "../edge/objects/scan-room.ts";

export interface CallbackEnv {
  DB: D1Database;
  GPU_RESULTS: Queue<GpuResultMessage>;
  ROOMS: DurableObjectNamespace<ScanRoom>;
}

/** Who calls, as the address says; nothing of it is believed before the token is checked. */
export interface Call {
  readonly jobId: string;
  readonly attempt: number;
  readonly token: string;
}
