import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { press as pressKey, showApp } from "~/test/screen";

const press = (key: string, change?: KeyboardEventInit) => act(() => pressKey(key, change));
const rows = () => screen.queryAllByTestId(/^row-/);
const rowsOf = (sku: string) => rows().filter((row) => row.textContent?.includes(sku));
const chevron = (sku: string) => screen.findByTestId(`fold-${sku}`);

describe("groups of a queue", { timeout: 20_000 }, () => {
  it("fold away at their chevron without choosing anything, and open again", async () => {
    const user = userEvent.setup();
    showApp();
    await screen.findAllByTestId(/^row-/);
    await user.click(await chevron("KRT-IND-L"));
    await waitFor(() => expect(rowsOf("KRT-IND-L")).toHaveLength(0));
    expect(rowsOf("TSH-BLK-M"), "the next group moved up").not.toHaveLength(0);
    expect(screen.queryByTestId("selection-bar")).toBeNull();
    expect(await chevron("KRT-IND-L")).toHaveAttribute("aria-expanded", "false");
    await user.click(await chevron("KRT-IND-L"));
    await waitFor(() => expect(rowsOf("KRT-IND-L")).not.toHaveLength(0));
  });

  it("fold with the left arrow from any row, and the cursor stands on the head", async () => {
    showApp();
    await screen.findAllByTestId(/^row-/);
    await press("j");
    await press("j");
    await press("ArrowLeft");
    await waitFor(() => expect(rowsOf("KRT-IND-L")).toHaveLength(0));
    expect(screen.getByTestId("group-KRT-IND-L")).toHaveClass("is-cursor");
    await press("x");
    await waitFor(() => expect(screen.getByTestId("selection-count")).toHaveTextContent("26 selected"));
    await press("ArrowRight");
    await waitFor(() => expect(rowsOf("KRT-IND-L")[0]).toHaveAttribute("aria-selected", "true"));
  });

  it("are chosen whole through the box of a folded head", async () => {
    const user = userEvent.setup();
    showApp();
    await screen.findAllByTestId(/^row-/);
    await press("ArrowLeft", { shiftKey: true });
    await waitFor(() => expect(rows()).toHaveLength(0));
    await user.click(screen.getByTestId("tick-group-CUS-RST-16"));
    await waitFor(() => expect(screen.getByTestId("selection-count")).toHaveTextContent("25 selected"));
    await waitFor(() =>
      expect(screen.getByTestId("tick-group-CUS-RST-16").firstChild).toHaveAttribute("aria-checked", "true"),
    );
    expect(screen.getByTestId("tick-group-TSH-BLK-M").firstChild).toHaveAttribute("aria-checked", "false");
  });

  it("stay as they were left when another queue was looked at", async () => {
    showApp();
    await screen.findAllByTestId(/^row-/);
    await press("ArrowLeft", { shiftKey: true });
    await waitFor(() => expect(rows()).toHaveLength(0));
    await press("g");
    await press("t");
    await screen.findAllByTestId(/^row-/);
    await press("g");
    await press("p");
    await screen.findByTestId("fold-KRT-IND-L");
    expect(rows()).toHaveLength(0);
  });
});
