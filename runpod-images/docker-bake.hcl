# docker buildx bake [cuda|cpu|slicer|control-plane]     (VERSION=… REPOSITORY=… docker buildx bake --push cuda)
variable "REPOSITORY" {
  default = "caliper/reconstruct"
}
variable "SLICER_REPOSITORY" {
  default = "caliper/slicer"
}
variable "CONTROL_PLANE_REPOSITORY" {
  default = "caliper/control-plane"
}
variable "VERSION" {
  default = "dev"
}

group "default" {
  targets = ["cuda"]
}

target "reconstruct" {
  context    = "."
  dockerfile = "reconstruct.Dockerfile"
  contexts   = { sample = "../sample/photos" }
  platforms  = ["linux/amd64"]
  labels     = { "org.opencontainers.image.version" = VERSION }
}

target "cuda" {
  inherits = ["reconstruct"]
  args     = { BUILD = "cuda" }
  tags     = ["${REPOSITORY}:${VERSION}-cuda"]
}

target "cpu" {
  inherits = ["reconstruct"]
  args     = { BUILD = "cpu" }
  tags     = ["${REPOSITORY}:${VERSION}-cpu"]
}

target "slicer" {
  context    = "."
  dockerfile = "slicer.Dockerfile"
  platforms  = ["linux/amd64"]
  labels     = { "org.opencontainers.image.version" = VERSION }
  tags       = ["${SLICER_REPOSITORY}:${VERSION}"]
}

target "control-plane" {
  context    = "."
  dockerfile = "control-plane.Dockerfile"
  platforms  = ["linux/amd64"]
  labels     = { "org.opencontainers.image.version" = VERSION }
  tags       = ["${CONTROL_PLANE_REPOSITORY}:${VERSION}"]
}
