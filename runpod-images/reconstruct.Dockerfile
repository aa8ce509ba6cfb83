# syntax=docker/dockerfile:1.10
# The reconstruct worker: `docker buildx bake` in this folder (docker-bake.hcl names the contexts and the two builds).
#
# The base is the Debian and the Python that the tests run on. CUDA's runtime comes as wheels with the hashed lock, in the
# version that COLMAP was built for, and the driver from the host: an nvidia/cuda base would add a second runtime.

FROM python:3.11.14-slim-bookworm AS packages
# cuda or cpu: which lock, and with it which build of COLMAP.
ARG BUILD=cuda
ENV PIP_CACHE_DIR=/var/cache/pip PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
WORKDIR /build
COPY requirements-cpu.txt requirements-cuda.txt ./
RUN --mount=type=cache,target=/var/cache/pip \
    python -m venv /opt/venv \
    && /opt/venv/bin/pip install --require-hashes --no-deps --only-binary=:all: -r requirements-${BUILD}.txt \
    && /opt/venv/bin/pip check

FROM python:3.11.14-slim-bookworm AS worker
# What the wheels take from the system (found with ldd): COLMAP and OCCT are linked to X11 and OpenGL, numba to OpenMP.
# Debian keeps one version a release in its archive, so a pin would only break the build at the next security update.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgl1 libgomp1 libice6 libsm6 libx11-6 libxext6 tini \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home --home-dir /home/caliper --shell /usr/sbin/nologin caliper \
    && install -d -o caliper -g caliper -m 0700 /var/cache/caliper /var/cache/numba
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY contract contract
COPY harness harness
COPY reconstruct reconstruct
COPY cad cad
# Kernels are compiled once, here, for any machine with AVX2 and FMA, not for the builder's own processor.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NUMBA_CACHE_DIR=/var/cache/numba \
    NUMBA_CPU_NAME=x86-64-v3 \
    NUMBA_CPU_FEATURES="" \
    CALIPER_CACHE_DIR=/var/cache/caliper \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
USER 10001
# Warms numba's cache, and proves the image: photos of the bundled sample must become a solid, without a network.
RUN --network=none --mount=type=bind,from=sample,target=/sample \
    python -m reconstruct.pipeline /sample --quality draft --workspace /tmp/warm --out /tmp/warm-out \
    && rm -rf /tmp/warm /tmp/warm-out
# tini reaps the processes that a killed stage leaves to process 1.
ENTRYPOINT ["tini", "--"]
CMD ["python", "-m", "harness.handler"]
