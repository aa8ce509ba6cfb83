export default function CameraScreen() {
  return null;
}
