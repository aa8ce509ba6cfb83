"""Runs inside Blender (`blender -b -P scene.py -- job.json`): renders each view of the part on the mat to a PNG.

The job names the part's STL, the sheet's picture, the lens and, for each photo, its file and the camera's 4 × 4
world matrix (OpenCV axes, mm). Files that exist are left as they are, so a broken run can be taken up again.
"""

import json
import sys
from pathlib import Path

import bpy
from mathutils import Matrix

SHEET_MM = (297.0, 210.0)
OPENCV_TO_BLENDER = Matrix(((1, 0, 0, 0), (0, -1, 0, 0), (0, 0, -1, 0), (0, 0, 0, 1)))


def new_material(name):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    return material, nodes, links, nodes["Principled BSDF"]


def speckled_plastic():
    """A matt print: two-scale speckle, and layer lines 0.2 mm apart that are barely there."""
    material, nodes, links, surface = new_material("plastic")
    where = nodes.new("ShaderNodeTexCoord")
    speckle = nodes.new("ShaderNodeTexNoise")
    speckle.inputs["Scale"].default_value = 0.55
    speckle.inputs["Detail"].default_value = 8.0
    speckle.inputs["Roughness"].default_value = 0.68
    ramp = nodes.new("ShaderNodeValToRGB")
    ramp.color_ramp.elements[0].position = 0.33
    ramp.color_ramp.elements[0].color = (0.02, 0.09, 0.11, 1)
    ramp.color_ramp.elements[1].position = 0.64
    ramp.color_ramp.elements[1].color = (0.16, 0.62, 0.66, 1)
    layers = nodes.new("ShaderNodeTexWave")
    layers.bands_direction = "Z"
    layers.inputs["Scale"].default_value = 1 / (0.2 * 20 / 6.2832)
    bump = nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value = 0.08
    bump.inputs["Distance"].default_value = 0.02
    links.new(where.outputs["Object"], speckle.inputs["Vector"])
    links.new(where.outputs["Object"], layers.inputs["Vector"])
    links.new(speckle.outputs["Fac"], ramp.inputs["Fac"])
    links.new(ramp.outputs["Color"], surface.inputs["Base Color"])
    links.new(layers.outputs["Fac"], bump.inputs["Height"])
    links.new(bump.outputs["Normal"], surface.inputs["Normal"])
    surface.inputs["Roughness"].default_value = 0.75
    surface.inputs["Specular"].default_value = 0.2
    return material


def printed_sheet(picture):
    material, nodes, links, surface = new_material("sheet")
    image = nodes.new("ShaderNodeTexImage")
    image.image = bpy.data.images.load(picture)
    links.new(image.outputs["Color"], surface.inputs["Base Color"])
    surface.inputs["Roughness"].default_value = 0.9
    surface.inputs["Specular"].default_value = 0.1
    return material


def table_top():
    material, nodes, links, surface = new_material("table")
    where = nodes.new("ShaderNodeTexCoord")
    stretch = nodes.new("ShaderNodeMapping")
    stretch.inputs["Scale"].default_value = (0.02, 0.15, 1)
    grain = nodes.new("ShaderNodeTexNoise")
    grain.inputs["Scale"].default_value = 1.0
    grain.inputs["Detail"].default_value = 6.0
    ramp = nodes.new("ShaderNodeValToRGB")
    ramp.color_ramp.elements[0].color = (0.20, 0.13, 0.08, 1)
    ramp.color_ramp.elements[1].color = (0.38, 0.27, 0.18, 1)
    links.new(where.outputs["Object"], stretch.inputs["Vector"])
    links.new(stretch.outputs["Vector"], grain.inputs["Vector"])
    links.new(grain.outputs["Fac"], ramp.inputs["Fac"])
    links.new(ramp.outputs["Color"], surface.inputs["Base Color"])
    surface.inputs["Roughness"].default_value = 0.6
    return material


def rectangle(name, width_mm, height_mm, z_mm, material):
    """A flat sheet, centred; its picture's top edge points to +y."""
    x, y = width_mm / 2, height_mm / 2
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([(-x, -y, z_mm), (x, -y, z_mm), (x, y, z_mm), (-x, y, z_mm)], [], [(0, 1, 2, 3)])
    layer = mesh.uv_layers.new()
    for corner, uv in zip(layer.data, ((0, 0), (1, 0), (1, 1), (0, 1)), strict=True):
        corner.uv = uv
    mesh.materials.append(material)
    bpy.context.collection.objects.link(bpy.data.objects.new(name, mesh))


def soft_light(name, place_mm, size_mm, watts):
    lamp = bpy.data.lights.new(name, "AREA")
    lamp.size, lamp.energy = size_mm, watts
    thing = bpy.data.objects.new(name, lamp)
    thing.location = place_mm
    thing.rotation_euler = (-Matrix.Translation(place_mm).to_translation()).to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(thing)


def build_scene(job):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.import_mesh.stl(filepath=job["part"])
    part = bpy.context.selected_objects[0]
    part.data.materials.append(speckled_plastic())
    rectangle("sheet", *SHEET_MM, 0.0, printed_sheet(job["sheet"]))
    rectangle("table", 3000, 3000, -0.2, table_top())
    world = bpy.data.worlds.new("room")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Color"].default_value = (0.80, 0.82, 0.85, 1)
    world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0.6
    bpy.context.scene.world = world
    soft_light("window", (-420, -260, 520), 420, 1.9e6)
    soft_light("lamp", (380, 420, 600), 300, 0.8e6)


def set_up_camera(job):
    scene = bpy.context.scene
    lens = bpy.data.cameras.new("phone")
    lens.sensor_fit, lens.sensor_width = "HORIZONTAL", 36.0
    lens.lens = job["focalPx"] / job["widthPx"] * 36.0
    lens.clip_start, lens.clip_end = 1.0, 10_000.0
    scene.camera = bpy.data.objects.new("phone", lens)
    bpy.context.collection.objects.link(scene.camera)
    scene.render.engine = "CYCLES"
    scene.cycles.samples = job["samples"]
    scene.cycles.use_denoising = False
    scene.cycles.use_adaptive_sampling = False
    scene.cycles.max_bounces = 4
    scene.render.resolution_x, scene.render.resolution_y = job["widthPx"], job["heightPx"]
    scene.render.use_persistent_data = True
    scene.view_settings.view_transform = "Standard"


def main():
    job = json.loads(Path(sys.argv[sys.argv.index("--") + 1]).read_text())
    build_scene(job)
    set_up_camera(job)
    scene = bpy.context.scene
    for index, photo in enumerate(job["photos"]):
        if Path(photo["file"]).exists():
            continue
        scene.camera.matrix_world = Matrix(photo["cameraToWorld"]) @ OPENCV_TO_BLENDER
        scene.cycles.seed = index
        scene.render.filepath = photo["file"]
        bpy.ops.render.render(write_still=True)


main()
