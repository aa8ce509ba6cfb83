const paths = {
  back: "M15 5l-7 7 7 7",
  left: "M14 6l-6 6 6 6",
  right: "M10 6l6 6-6 6",
  plus: "M12 5v14M5 12h14",
  camera: "M4 8h3l2-3h6l2 3h3v11H4zM12 17a4 4 0 100-8 4 4 0 000 8z",
  photos: "M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15.5 9.5h.01",
  folder: "M3 6h6l2 2h10v11H3z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  up: "M12 19V6M6 11l6-6 6 6",
  alert: "M12 4l9 16H3zM12 10v5M12 17.5v.01",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  download: "M12 4v11M6.5 10.5L12 16l5.5-5.5M5 20h14",
  share: "M12 15V4M8 7l4-4 4 4M6 11H5v9h14v-9h-1",
  cube: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9",
  report: "M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6L6 18",
  phone: "M7 3h10v18H7zM11 18h2",
  offline:
    "M3 3l18 18M5 10a12 12 0 014-2.4M19 10a12 12 0 00-5-2.8M8.5 14a6 6 0 012-1.3M15.5 14a6 6 0 00-.8-.6M12 18.5v.01",
  pencil: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  ruler: "M3 9h18v6H3zM7 9v3M11 9v2M15 9v3M19 9v2",
  section: "M4 4h7v16H4zM14 4v2M14 9v2M14 14v2M14 19v1M18 4h2v2M20 9v2M20 14v2M20 19v1h-2",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5M9 9h6v6H9z",
  box: "M4 8l4-4h12v12l-4 4H4zM4 8h12v12M16 8l4-4",
  layers: "M12 4l9 5-9 5-9-5zM4 14l8 4.5L20 14",
  light: "M8 3h8l-2 6h3l-7 12 1-8H7z",
  bell: "M6 16V11a6 6 0 0112 0v5l2 2H4zM10 21h4",
  person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20.5c1-4 4-6 7.5-6s6.5 2 7.5 6",
  key: "M15 9a5 5 0 10-4.5 4.95L13 16h2v2h2v2h4v-4l-6.3-6.3A5 5 0 0015 9zM8.5 7.5h.01",
  people:
    "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM3 19.5c.6-3.5 3-5.5 6-5.5s5.4 2 6 5.5M15.5 4.4a3.5 3.5 0 010 6.2M17 14.3c2.2.6 3.6 2.4 4 5.2",
  redo: "M19 8A8 8 0 105 16M19 3v5h-5",
} as const;

export type IconName = keyof typeof paths;

/** Decorative: the text beside it, or the label of its button, says what it means. */
export function Icon(props: { name: IconName; size?: number }) {
  return (
    <svg
      width={props.size ?? 22}
      height={props.size ?? 22}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[props.name]} />
    </svg>
  );
}
