import { act, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { LabelScan } from "~/bindings";
import { aLabel } from "~/test/print-rows";
import { showApp } from "~/test/screen";
import "~/features/printing";

/** Types as a scanner does: without pauses, Enter at the end. */
function scan(code: string): void {
  act(() => {
    for (const key of [...code, "Enter"]) {
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
  });
}

function open(answer: (code: string) => LabelScan) {
  return showApp({ change: (host) => host.on("print_scan", ({ code }) => answer(code)) });
}

describe("a scan on any screen", () => {
  it("of a label whose order was cancelled is stopped in words, before anything is opened", async () => {
    const label = aLabel({ mustNotTravel: "cancelled" });
    open(() => ({ shipmentId: "S1", label, confirmed: true, stop: "cancelled" }));
    await screen.findByTestId("status-bar");
    scan("FMPP2210485201");
    const stop = await screen.findByTestId("scan-stop", {}, { timeout: 5000 });
    expect(stop.textContent).toContain("Stop: cancelled");
    expect(stop.textContent).toContain("Put the goods back and tear up the label.");
    expect(window.location.hash).not.toContain("open=");
  });

  it("of a good label says that it is there", async () => {
    open(() => ({ shipmentId: "S1", label: aLabel({ position: 17 }), confirmed: true, stop: null }));
    await screen.findByTestId("status-bar");
    scan("FMPP2210485217");
    await waitFor(() => expect(screen.getByText("There: label 17 of run 12")).toBeTruthy(), { timeout: 5000 });
    expect(screen.queryByTestId("scan-stop")).toBeNull();
  });
});
