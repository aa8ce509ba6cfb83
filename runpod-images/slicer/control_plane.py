"""A control plane of the shop's own in place of RunPod: what the SDK is told then, as worker-env.ts tells it."""

from __future__ import annotations


def control_plane_environment(base: str, worker_id: str) -> dict[str, str]:
    """``base``: its address. ``worker_id`` is this worker's alone. The key stays in ``RUNPOD_AI_API_KEY``.

    ``$ID`` and ``$RUNPOD_POD_ID`` are filled in by the SDK; its query string must not be empty, as it appends to it.
    """
    at = f"{base.rstrip('/')}/v2/slice"
    return {
        "RUNPOD_ENDPOINT_ID": "slice",
        "RUNPOD_POD_ID": worker_id,
        "RUNPOD_WEBHOOK_GET_JOB": f"{at}/job-take/$ID?gpu=none",
        "RUNPOD_WEBHOOK_POST_OUTPUT": f"{at}/job-done/$RUNPOD_POD_ID/$ID?gpu=none",
        "RUNPOD_WEBHOOK_POST_STREAM": f"{at}/job-stream/$RUNPOD_POD_ID/$ID?gpu=none",
        "RUNPOD_WEBHOOK_PING": f"{at}/ping/$RUNPOD_POD_ID",
        "RUNPOD_PING_INTERVAL": "5000",
        "RUNPOD_SKIP_GPU_CHECK": "true",
        "RUNPOD_SKIP_AUTO_SYSTEM_CHECKS": "true",
        "RUNPOD_DEBUG_LEVEL": "WARN",
    }
