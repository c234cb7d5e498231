const paths = {
  close: "M4 4l8 8M12 4l-8 8",
  right: "M6 4l4 4-4 4",
  down: "M4 6l4 4 4-4",
  up: "M8 13V3M4 7l4-4 4 4",
  fold: "M9.5 4l-4 4 4 4M13 3v10",
  unfold: "M6.5 4l4 4-4 4M3 3v10",
  folder: "M2 4.5h4l1.5 1.5H14v7H2z",
  file: "M4 2h5l3 3v9H4zM9 2v3h3",
  light:
    "M8 5a3 3 0 100 6 3 3 0 000-6M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.1 1.1M11.9 11.9L13 13M3 13l1.1-1.1M11.9 4.1L13 3",
  dark: "M13 9.8A5.6 5.6 0 016.2 3 5.6 5.6 0 1013 9.8z",
  system: "M8 2.5a5.5 5.5 0 100 11zM8 2.5a5.5 5.5 0 010 11",
  calendar: "M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2v3M10.5 2v3",
} as const;

export type IconName = keyof typeof paths;

/** A line drawing beside or in place of a word; the word itself is the caller's. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
      {name === "system" && <path d="M8 2.5a5.5 5.5 0 000 11z" fill="currentColor" stroke="none" />}
    </svg>
  );
}
