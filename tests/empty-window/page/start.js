// The same mark Godown's grid sets when its first rows are on screen.
requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("rows")));
