# syntax=docker/dockerfile:1.10
# The slicer's worker, on any CPU: `docker buildx bake slicer` in this folder. For RunPod's endpoint `slice`, or for a
# machine of the shop's own (slicer/deploy/).
#
# Debian's own package: PrusaSlicer 2.5.0 with the bundle that slicer/profiles/pins.json pins. It is AGPL, a program of
# its own, and unchanged; its source is Debian's.
#
# Parts are made printable here too (slicer/prepare): OpenCASCADE and manifold3d come as wheels with the hashed lock.

FROM python:3.11.14-slim-bookworm AS packages
ENV PIP_CACHE_DIR=/var/cache/pip PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
WORKDIR /build
COPY requirements-slicer.txt ./
RUN --mount=type=cache,target=/var/cache/pip \
    python -m venv /opt/venv \
    && /opt/venv/bin/pip install --require-hashes --no-deps --only-binary=:all: -r requirements-slicer.txt \
    && /opt/venv/bin/pip check

FROM python:3.11.14-slim-bookworm AS worker
# OpenCASCADE's wheel is linked to OpenGL and X11 (found with ldd).
# Debian keeps one version a release in its archive, so a pin would only break the build at the next security update;
# whether the profiles are still the pinned ones is checked below.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgl1 libx11-6 prusa-slicer tini \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home --home-dir /home/caliper --shell /usr/sbin/nologin caliper \
    && install -d -o caliper -g caliper -m 0700 /var/cache/caliper
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY contract contract
COPY harness harness
COPY reconstruct reconstruct
COPY slicer slicer
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CALIPER_CACHE_DIR=/var/cache/caliper
USER 10001
RUN --network=none python -m slicer.profiles --check \
    && python -c "import slicer.prepare.mend, slicer.prepare.triangulate"
# tini reaps what a killed slicer leaves to process 1.
ENTRYPOINT ["tini", "--"]
CMD ["python", "-m", "slicer.handler"]
