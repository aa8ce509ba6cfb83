# docker buildx bake [cuda|cpu]     (VERSION=… REPOSITORY=… docker buildx bake --push cuda)
variable "REPOSITORY" {
  default = "caliper/reconstruct"
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
