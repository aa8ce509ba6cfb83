import type { Grey } from "../capture/live/grey.ts";
import { type LiveJudge, startLiveJudge } from "../capture/live/live-judge.ts";
import type { MatPose } from "../capture/live/mat-pose.ts";
import { previewSidePx } from "../capture/live/preview-size.ts";
import type { ShotMat } from "../capture/shot.ts";

/** OpenCV is 11 MB on a slow line: photos are judged without the mat rather than not at all. */
const matWaitMs = 20_000;

/** The mat in photos that did not come from this app's camera. OpenCV is fetched with the first that is asked about. */
export function openMatFinder() {
  let judge: LiveJudge | null = null;
  let ready: Promise<boolean> | null = null;
  const start = () =>
    new Promise<boolean>((resolve) => {
      try {
        judge = startLiveJudge(
          (sight) => (sight === "ready" || sight === "missing") && resolve(sight === "ready"),
          () => resolve(false),
        );
        judge.seeMat();
        setTimeout(() => resolve(false), matWaitMs);
      } catch {
        resolve(false);
      }
    });
  return {
    async in(picture: Grey): Promise<ShotMat | null> {
      ready ??= start();
      if (!(await ready)) return null;
      return shotMatOf((await judge?.picture(picture))?.pose ?? null);
    },
    /** The worker is given back; asked again, it is started again. */
    rest() {
      judge?.close();
      judge = null;
      ready = null;
    },
  };
}

/** The pose in a picture of the preview's size, in the photo's own measure. */
export function shotMatOf(pose: MatPose | null): ShotMat | null {
  if (!pose) return null;
  const { rotation, translationMm, focalPx } = pose;
  return { rotation, translationMm, focalShare: focalPx / previewSidePx };
}
