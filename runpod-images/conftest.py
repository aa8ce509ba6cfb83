"""Where the tests run: on one core, where one thread was asked for.

Beside other tests there is no second core, and jobs begun ahead on it would only take its time.
"""

import os

if os.environ.get("OMP_NUM_THREADS") == "1" and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
