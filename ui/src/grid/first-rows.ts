let marked = false;

/** Marks in the browser's own time line when the first rows were on screen; `./dev bench` reads it. Once per start. */
export function markFirstRows(): void {
  if (marked) return;
  marked = true;
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("rows")));
}
