import type { ReactNode } from "react";

/** Drawn on 16 × 16, stroked: things and deeds. */
export const iconShapes = {
  activity: <path d="M2 8h2.5l2-4.5 3 9 2-4.5H14" />,
  arrow: <path d="M2.5 8h10.5M9.5 4.5 13 8l-3.5 3.5" />,
  bell: <path d="M4 11V7a4 4 0 0 1 8 0v4l1 1H3zM7 13.75h2" />,
  bench: <path d="M2 6h12M3.5 6v7M12.5 6v7M5 6V3h4v3" />,
  check: <path d="m3.5 8.5 3 3 6-7" />,
  copy: (
    <>
      <path d="M6 6h7.5v7.5H6z" />
      <path d="M10 6V2.5H2.5V10H6" />
    </>
  ),
  crest: (
    <>
      <path d="M3 7 8 3.5 13 7v6H3z" />
      <path d="M6 13V9.5h4V13M6 11.25h4" />
    </>
  ),
  disk: <path d="M3 3h8l2 2v8H3zM5.5 3v3.5h5V3M5.5 13V9.5h5V13" />,
  docs: (
    <>
      <path d="M5 2.5h5L12.5 5v6H5z" />
      <path d="M5 5H3.5v8.5h6V12" />
    </>
  ),
  down: <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />,
  filter: <path d="M2.5 4h11M4.5 8h7M6.5 12h3" />,
  equal: <path d="M3 6h10M3 10h10" />,
  form: (
    <>
      <path d="M4 2.5h5.5L12 5v8.5H4z" />
      <path d="M6.5 7h3M6.5 10h1" />
    </>
  ),
  generating: <path d="M3 3h10M3 13h10M4.5 3c0 3 7 7 7 10M11.5 3c0 3-7 7-7 10" />,
  handover: (
    <>
      <path d="M1.5 4h8v7h-8zM9.5 6.5h3l2 2.5v2h-5" />
      <circle cx="4.5" cy="12" r="1.25" />
      <circle cx="11.5" cy="12" r="1.25" />
    </>
  ),
  hold: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M6.5 6v4M9.5 6v4" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 7.5V11M8 5.25v.01" />
    </>
  ),
  key: (
    <>
      <circle cx="5.5" cy="8" r="3" />
      <path d="M8.5 8h5.5v2.5M11.5 8v2" />
    </>
  ),
  lang: <path d="M2.5 4h7M6 4c0 4-1.5 6-3.5 7.5M4 6.5c.5 2 2 3.5 4 4.5M8.5 13.5l2.5-6.5 2.5 6.5M9.5 11.5h3" />,
  left: <path d="M9.5 4.5 6 8l3.5 3.5" />,
  minus: <path d="M4 8h8" />,
  orders: <path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01" />,
  pack: (
    <>
      <path d="M2.5 5.5 8 3l5.5 2.5v6L8 14l-5.5-2.5z" />
      <path d="M2.5 5.5 8 8l5.5-2.5M8 8v6" />
    </>
  ),
  palette: (
    <>
      <path d="M8 2.5v11M2.5 8h11" />
      <rect x="2.5" y="2.5" width="11" height="11" rx="1.5" />
    </>
  ),
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" />,
  pin: (
    <>
      <path d="M8 14c3-3.5 4.5-5.5 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 8.5 5 10.5 8 14z" />
      <circle cx="8" cy="6.5" r="1.5" />
    </>
  ),
  play: <path d="M5.5 3.5v9l7-4.5z" />,
  plus: <path d="M8 3v10M3 8h10" />,
  print: (
    <>
      <path d="M4.5 6V2.5h7V6M4.5 11H2.5V6h11v5h-2" />
      <path d="M4.5 9.5h7v4h-7z" />
    </>
  ),
  rails: (
    <>
      <path d="M2 3.5h12M2 12.5h12" />
      <path d="m2.5 10 3-2.5 2.5 1.5 5.5-3" />
    </>
  ),
  ready: (
    <>
      <path d="M2.5 5 8 2.5 13.5 5v6.5L8 14l-5.5-2.5z" />
      <path d="m5.5 8 2 2 3.5-3.5" />
    </>
  ),
  refresh: (
    <>
      <path d="M13 8a5 5 0 1 1-1.5-3.5L13 6" />
      <path d="M13 2.75V6H9.75" />
    </>
  ),
  returns: (
    <>
      <path d="M6 3 3 6l3 3" />
      <path d="M3 6h6.5a3.5 3.5 0 0 1 0 7H6" />
    </>
  ),
  right: <path d="m6.5 4.5 3.5 3.5-3.5 3.5" />,
  ruler: <path d="M2 5.5h12v5H2zM4.5 5.5v2M7 5.5v3M9.5 5.5v2M12 5.5v3" />,
  save: <path d="M8 2.5v7M5 6.75l3 3 3-3M2.5 11v2.5h11V11" />,
  scan: (
    <>
      <path d="M2.5 5V2.5H5M11 2.5h2.5V5M13.5 11v2.5H11M5 13.5H2.5V11" />
      <path d="M5 5.5v5M7 5.5v5M9 5.5v5M11 5.5v5" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4" />
      <path d="m10 10 3.5 3.5" />
    </>
  ),
  settings: (
    <>
      <path d="M2.5 5h6M12 5h1.5M2.5 11H4M7.5 11h6" />
      <circle cx="10" cy="5" r="1.75" />
      <circle cx="5.75" cy="11" r="1.75" />
    </>
  ),
  shelf: <path d="M3 2.5v11M13 2.5v11M3 7.5h10M3 12h10M5.5 7.5V4.5h3v3M8 12V9.5h3V12" />,
  sound: (
    <>
      <path d="M2.5 6.5v3H5L8 12V4L5 6.5z" />
      <path d="M10.5 6a3 3 0 0 1 0 4M12.5 4.5a5 5 0 0 1 0 7" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
    </>
  ),
  undo: (
    <>
      <path d="M5.5 3 2.5 6l3 3" />
      <path d="M2.5 6H10a3.25 3.25 0 0 1 0 6.5H7" />
    </>
  ),
  unequal: <path d="M3 6h10M3 10h10M10.5 2.5l-5 11" />,
  up: <path d="m4.5 9.5 3.5-3.5 3.5 3.5" />,
  upcoming: (
    <>
      <path d="M13.5 8A5.5 5.5 0 1 1 8 2.5" />
      <path d="M8 5v3l2 1.5M11 2.5h2.5V5" />
    </>
  ),
  x: <path d="m4 4 8 8M12 4l-8 8" />,
} satisfies Record<string, ReactNode>;

/** Drawn on 12 × 12, filled: states, told apart by shape alone. */
export const glyphShapes = {
  breached: (
    <>
      <path d="M1 1h10v10H1z" />
      <path d="M3 6h6" stroke="var(--bg-surface)" strokeWidth="1.8" />
    </>
  ),
  clock: <path d="M5.3 1h1.4v10H5.3z" />,
  done: (
    <>
      <circle cx="6" cy="6" r="5.5" />
      <path d="m3.4 6.2 1.8 1.8 3.5-4" fill="none" stroke="var(--bg-surface)" strokeWidth="1.6" />
    </>
  ),
  held: <path d="M2 1h3v10H2zM7 1h3v10H7z" />,
  own: <path d="M6 0.8 11.2 6 6 11.2.8 6z" />,
  poll: <circle cx="6" cy="6" r="2.5" />,
  refused: <path d="m2 2 8 8M10 2l-8 8" stroke="currentColor" strokeWidth="2.4" strokeLinecap="square" />,
  stale: (
    <>
      <path d="M2 .7h5L10 4v7.3H2z" fill="none" stroke="currentColor" strokeWidth="1.3" />
      <path d="m2 10.5 7.5-7.5M2.5 6 6.5 2M5 11l5-5" stroke="currentColor" strokeWidth="1.1" />
    </>
  ),
  unknown: (
    <>
      <circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="2.1 1.5" />
      <path
        d="M4.5 4.9c0-2 3.1-1.9 3 .1 0 1-1.5 1.1-1.5 2M6 8.6v.3"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinecap="round"
      />
    </>
  ),
  urgent: (
    <>
      <path d="M6 .8 11.6 11H.4z" />
      <path d="M6 4.2v3.3M6 9v.4" stroke="var(--bg-surface)" strokeWidth="1.4" strokeLinecap="round" />
    </>
  ),
  waiting: (
    <>
      <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M6 3.5V6l1.7 1.2" fill="none" stroke="currentColor" strokeWidth="1.3" />
    </>
  ),
} satisfies Record<string, ReactNode>;

/** Name of an icon. */
export type IconName = keyof typeof iconShapes;

/** Name of a glyph. */
export type GlyphName = keyof typeof glyphShapes;
