# syntax=docker/dockerfile:1.10
# The control plane, for a shop that slices on a machine of its own: `docker buildx bake control-plane` in this folder.
# It has no dependency: Node runs its TypeScript as it is.
FROM node:24.21.0-bookworm-slim
WORKDIR /app
COPY control-plane control-plane
ENV NODE_ENV=production \
    CONTROL_PLANE_ENDPOINTS=slice \
    CONTROL_PLANE_HOST=0.0.0.0 \
    CONTROL_PLANE_PORT=8791
USER 1000
EXPOSE 8791
CMD ["node", "control-plane/main.ts"]
