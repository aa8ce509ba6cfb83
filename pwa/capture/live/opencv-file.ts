// The build hands this file out as it may run here (scripts/system/opencv-plugin.ts): 11 MB, fetched by a worker alone.
import url from "@techstark/opencv-js/dist/opencv.js?url";

export const opencvUrl = new URL(url, import.meta.url).href;
