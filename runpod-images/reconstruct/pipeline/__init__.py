"""All stages in order, each in its own process: ``python -m reconstruct.pipeline PHOTOS_DIR --out DIR``."""
