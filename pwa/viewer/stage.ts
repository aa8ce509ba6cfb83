import {
  Color,
  DirectionalLight,
  HemisphereLight,
  MathUtils,
  PerspectiveCamera,
  Scene,
  type Sphere,
  Spherical,
  Vector3,
  WebGLRenderer,
} from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";

export type Stage = ReturnType<typeof makeStage>;

const fovDeg = 30;
const pixelRatioMax = 2;
const firstLook = new Vector3(0.75, -1, 0.62).normalize();

/** Canvas, light and the eye that moves round the part. Draws only when something changed: phones stay cool. */
export function makeStage(canvas: HTMLCanvasElement, onFrame: () => void) {
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true });
  renderer.setPixelRatio(Math.min(devicePixelRatio, pixelRatioMax));
  renderer.localClippingEnabled = true;
  const scene = new Scene();
  const camera = new PerspectiveCamera(fovDeg, 1, 0.1, 10_000);
  camera.up.set(0, 0, 1);
  scene.add(camera, ...lights(camera));
  const controls = new OrbitControls(camera, canvas);
  controls.enableDamping = false;

  let wanted = 0;
  const draw = () => {
    wanted = 0;
    renderer.render(scene, camera);
    onFrame();
  };
  const invalidate = () => {
    if (wanted === 0) wanted = requestAnimationFrame(draw);
  };
  controls.addEventListener("change", invalidate);

  const resize = () => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0 || height === 0) return;
    renderer.setSize(width, height, false);
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
    invalidate();
  };
  // Now as well: the first fit needs the canvas' shape.
  resize();
  const resized = new ResizeObserver(resize);
  resized.observe(canvas);

  return {
    scene,
    camera,
    canvas,
    invalidate,
    fit: (sphere: Sphere) => {
      frame(camera, controls, sphere, firstLook);
      invalidate();
    },
    turn: (azimuthDeg: number, elevationDeg: number) => {
      turn(camera, controls, azimuthDeg, elevationDeg);
      invalidate();
    },
    dolly: (factor: number) => {
      camera.position.sub(controls.target).multiplyScalar(factor).add(controls.target);
      controls.update();
      invalidate();
    },
    dispose: () => {
      cancelAnimationFrame(wanted);
      resized.disconnect();
      controls.dispose();
      renderer.dispose();
    },
  };
}

/** Light that comes with the eye, so that no side of the part is ever black. */
function lights(camera: PerspectiveCamera) {
  const sky = new HemisphereLight(new Color("#ffffff"), new Color("#8a9094"), 1.5);
  sky.position.set(0, 0, 1);
  const key = new DirectionalLight(new Color("#ffffff"), 1.9);
  key.position.set(-0.6, 0.9, 0.8);
  camera.add(key);
  return [sky];
}

function frame(camera: PerspectiveCamera, controls: OrbitControls, sphere: Sphere, look: Vector3): void {
  const half = MathUtils.degToRad(camera.fov / 2);
  const narrow = Math.min(half, Math.atan(Math.tan(half) * camera.aspect));
  const distance = (sphere.radius * 1.12) / Math.sin(narrow);
  controls.target.copy(sphere.center);
  camera.position.copy(look).multiplyScalar(distance).add(sphere.center);
  camera.near = distance / 100;
  camera.far = distance * 100;
  camera.updateProjectionMatrix();
  controls.update();
}

function turn(camera: PerspectiveCamera, controls: OrbitControls, azimuthDeg: number, elevationDeg: number): void {
  const arm = camera.position.clone().sub(controls.target);
  // three's spherical angles are about y; the part stands on z.
  const angles = new Spherical().setFromCartesianCoords(arm.x, arm.z, -arm.y);
  angles.theta += MathUtils.degToRad(azimuthDeg);
  angles.phi = MathUtils.clamp(angles.phi - MathUtils.degToRad(elevationDeg), 0.02, Math.PI - 0.02);
  const turned = new Vector3().setFromSpherical(angles);
  camera.position.set(turned.x, -turned.z, turned.y).add(controls.target);
  controls.update();
}
