"""The worker of RunPod serverless: ``python -m harness.handler``. Importing this starts nothing and loads no model."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from harness.config import config_from_env
from harness.job import RefusedInputError, run_job
from harness.links import CancelledError
from harness.results import AttemptOverError
from harness.workspaces import Workspaces

log = logging.getLogger("caliper.handler")

Handler = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
#: What a job is: ``(input, config, cancel, update) -> output``, as ``run_job`` is one.
Run = Callable[[Any, Any, threading.Event, Callable[[dict[str, Any]], None]], dict[str, Any]]


def make_handler(
    config: Any, update: Callable[[dict[str, Any], dict[str, Any]], None], run: Run | None = None
) -> Handler:
    """RunPod's handler. ``update(job, event)`` tells RunPod of progress; ``run`` is another kind of job than ours.

    The SDK stops a job by cancelling the handler's task: then the running stage is ended with all its processes, and
    the worker is free when the task is over. What is returned under ``error`` makes the job FAILED for RunPod.
    """

    async def handle(job: dict[str, Any]) -> dict[str, Any]:
        cancel = threading.Event()
        work = asyncio.create_task(
            asyncio.to_thread(_run, run or run_job, job, config, cancel, lambda event: update(job, event))
        )
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            cancel.set()
            await asyncio.wait([work])
            raise

    return handle


def _run(
    run: Run,
    job: dict[str, Any],
    config: Any,
    cancel: threading.Event,
    update: Callable[[dict[str, Any]], None],
) -> dict[str, Any]:
    try:
        return run(job.get("input"), config, cancel, update)
    except RefusedInputError as error:
        return {"error": f"request-invalid: {error}"}
    except (AttemptOverError, CancelledError) as error:
        reason = str(error) or "cancelled"
        log.info("job %s stops: %s", job.get("id"), reason)
        return {"error": f"cancelled: {reason}"}
    except Exception as error:
        # The SDK would send the traceback away, and with it links and paths.
        log.exception("job %s broke off", job.get("id"))
        return {"error": f"internal: {type(error).__name__}"}


def main() -> None:
    import runpod

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    config = config_from_env()
    Workspaces(config.cache / "jobs", config.disk_mb, config.keep_s).sweep()
    runpod.serverless.start({"handler": make_handler(config, runpod.serverless.progress_update)})


if __name__ == "__main__":
    main()
