/**
 * A shape for each standing, so that no meaning hangs on colour alone. The same ones are on the server's pages.
 *
 * @type {Record<string, {draw: string, style: "fill"|"line"|"cut"}[]>}
 */
export const SHAPES = {
  required: [
    { draw: "M10 1.5 19 18H1Z", style: "fill" },
    { draw: "M10 7v5.2M10 14.4v1.6", style: "cut" },
  ],
  avoidable: [
    { draw: "M10 1 19 10 10 19 1 10Z", style: "fill" },
    { draw: "M6.3 10.2 9 13l5-6", style: "cut" },
  ],
  reported: [{ draw: "M3 3h14v10H9l-4 4v-4H3Z", style: "line" }],
  announced: [{ draw: "M17.5 10a7.5 7.5 0 1 1-15 0a7.5 7.5 0 1 1 15 0M10 5.5V10l3.2 2.4", style: "line" }],
  disputed: [{ draw: "M3 7h14M3 13h14M13.5 3l-7 14", style: "line" }],
  unclear: [
    {
      draw: "M18 10a8 8 0 1 1-16 0a8 8 0 1 1 16 0M7.4 8a2.6 2.6 0 1 1 3.6 2.4c-.7.3-1 .8-1 1.6M10 14v1",
      style: "line",
    },
  ],
  tip: [{ draw: "M18 10a8 8 0 1 1-16 0a8 8 0 1 1 16 0M10 9v5.5M10 5.5V7", style: "line" }],
  optional: [{ draw: "M10 4v12M4 10h12", style: "line" }],
  past: [{ draw: "M3 10a7 7 0 1 0 2.2-5.1M3 3v4h4", style: "line" }],
  enough: [
    { draw: "M19 10a9 9 0 1 1-18 0a9 9 0 1 1 18 0", style: "fill" },
    { draw: "M5.8 10.4 8.8 13.4 14.4 7", style: "cut" },
  ],
};
