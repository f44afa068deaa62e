import { render } from "@testing-library/react";
import { vi } from "vitest";
import { App } from "~/app/App";
import { setHost } from "~/data";
import { forgetLines, useFolds, useGrid } from "~/grid";
import { type FakeHost, fakeHost } from "./fake-host";
// Parts that are put off: read here, so that no test waits for them.
import "~/app/KeySheet";
import "~/app/Palette";
import "~/components/MenuOpen";
import "~/features/packing";
import "~/features/shipment";
import "~/features/start";

/** Draws the whole page over a fake engine. A page without layout has no sizes, so the grid is told its height. */
export function showApp(
  options: { seller?: boolean; path?: string; change?: (host: FakeHost) => void } = {},
): FakeHost {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(640);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1000);
  Element.prototype.scrollTo ??= () => undefined;
  vi.spyOn(window, "scrollTo").mockImplementation(() => undefined);
  window.matchMedia ??= vi.fn().mockReturnValue({ matches: false }) as never;
  window.location.hash = options.path ?? "#/q/to-pack";
  forgetLines();
  useFolds.getState().forget();
  useGrid.getState().enter("", "");
  const host = fakeHost(Date.now(), options.seller ?? true);
  options.change?.(host);
  setHost(host);
  render(<App host={host} />);
  return host;
}

/** Presses a key as a hand would: with a pause after it. */
export async function press(key: string, change: KeyboardEventInit = {}): Promise<void> {
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...change }));
  await new Promise((resolve) => {
    setTimeout(resolve, 60);
  });
}
