"""Depth, normals and a fused cloud from photos with known poses."""
