import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { press as pressKey, showApp } from "~/test/screen";

const press = (key: string, change?: KeyboardEventInit) => act(() => pressKey(key, change));
const rows = () => screen.getAllByTestId(/^row-/);
const selected = () => rows().filter((row) => row.getAttribute("aria-selected") === "true");

describe("the desk", { timeout: 20_000 }, () => {
  it("packs the first N of one SKU with nothing but keys, and opens the batch", async () => {
    const user = userEvent.setup();
    const host = showApp({ path: "#/q/to-pack?sku=BED-BLU-K" });
    await screen.findAllByTestId(/^row-/);
    await press("n");
    const input = await screen.findByTestId("choose-first-input");
    await user.clear(input);
    await user.type(input, "5{Enter}");
    await waitFor(() => expect(selected()).toHaveLength(5));
    await press("p");
    const confirm = await screen.findByTestId("pack-confirm");
    await waitFor(() => expect(confirm).toHaveTextContent("Pack 5"));
    expect(
      host.calls.some((call) => call.name === "pack_start"),
      "nothing goes before the check",
    ).toBe(false);
    await user.click(confirm);
    await waitFor(() => expect(window.location.hash).toContain("/batch/42"));
    const starts = host.calls.filter((call) => call.name === "pack_start");
    expect(starts).toHaveLength(1);
    expect(starts[0]?.request).toMatchObject({ clientKey: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it("says what stays behind and why before anything is sent", async () => {
    showApp();
    await screen.findAllByTestId(/^row-/);
    await press("a", { ctrlKey: true });
    await waitFor(() => expect(screen.getByTestId("selection-count")).toHaveTextContent("128 selected"));
    await press("p");
    const stays = await screen.findByTestId("stays");
    expect(within(stays).getByText("being checked")).toBeInTheDocument();
    expect(screen.getByTestId("pack-confirm")).toHaveTextContent("Pack 127");
  });

  it("chooses with x and extends with Shift, group heads left out", async () => {
    showApp();
    await screen.findAllByTestId(/^row-/);
    await press("j");
    await press("x");
    await press("ArrowDown", { shiftKey: true });
    await press("ArrowDown", { shiftKey: true });
    await waitFor(() => expect(selected()).toHaveLength(3));
    await press("Escape");
    await waitFor(() => expect(selected()).toHaveLength(0));
  });

  it("opens the shipment under the cursor and closes it again", async () => {
    showApp();
    await screen.findAllByTestId(/^row-/);
    await press("j");
    await press("Enter");
    const panel = await screen.findByTestId("shipment-panel");
    expect(await within(panel).findByTestId("timeline")).toHaveTextContent("First seen: Approved");
    await press("Escape");
    await waitFor(() => expect(screen.queryByTestId("shipment-panel")).toBeNull());
  });

  it("searches with the slash in the queue that is open", async () => {
    showApp();
    await screen.findAllByTestId(/^row-/);
    await press("/");
    expect(screen.getByTestId("search")).toHaveFocus();
    expect(window.location.hash).toContain("/q/to-pack");
  });

  it("goes to a queue with g and its letter", async () => {
    showApp();
    await screen.findAllByTestId(/^row-/);
    await press("g");
    await press("t");
    await waitFor(() => expect(window.location.hash).toContain("/q/to-print"));
  });

  it("lists every command in the palette and says why one cannot run", async () => {
    showApp();
    await screen.findAllByTestId(/^row-/);
    await press("k", { ctrlKey: true });
    expect(await screen.findByTestId("palette-pack")).toHaveTextContent("choose shipments first");
    expect(screen.getByTestId("palette-pack")).toHaveAttribute("aria-disabled", "true");
    expect(screen.getByTestId("palette-goReady")).toHaveTextContent("240");
  });

  it("marks the practice seller on the screen", async () => {
    showApp();
    expect(await screen.findByTestId("practice-mark")).toHaveTextContent("Nothing here reaches Flipkart");
  });

  it("opens the practice seller from the first start in one click", async () => {
    const user = userEvent.setup();
    showApp({ seller: false, path: "" });
    await user.click(await screen.findByTestId("start-practice"));
    expect(await screen.findByTestId("nav-to-pack")).toHaveTextContent("128");
  });

  it("shows the offline strip over the rows, never instead of them", async () => {
    showApp({
      change: (host) => {
        if (host.frame.status) host.frame.status.offlineSince = Date.now() - 60_000;
      },
    });
    expect(await screen.findByTestId("banner-offline")).toBeInTheDocument();
    expect(await screen.findAllByTestId(/^row-/)).not.toHaveLength(0);
  });
});
