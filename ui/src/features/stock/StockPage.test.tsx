import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ListingRow, StockWish } from "~/bindings";
import { showApp } from "~/test/screen";
import "~/features/stock";

/** One listing, read at one warehouse; what is asked of it is kept. */
function open(stays: { code: string; message: string } | null = null) {
  const asked: StockWish[] = [];
  const read: string[][] = [];
  let rows: ListingRow[] = [];
  showApp({
    path: "#/stock",
    change: (host) => {
      const location = host.frame.locations[0]?.id ?? "";
      host.on("stock", () => ({ rows, total: rows.length }));
      host.on("catalogue_read", () => {
        const at = { location, units: 12, readAt: Date.now() - 60_000, asked: null };
        rows = [{ sku: "MUG <b>", fsn: "F", title: "Steel mug", toPack: 3, stock: [at] }];
        return { listings: 1 };
      });
      host.on("stock_read", ({ skus }) => {
        read.push([...skus]);
        return {};
      });
      host.on("stock_set", ({ wishes }) => {
        if (stays !== null) return { queued: 0, stays: [{ sku: wishes[0]?.sku ?? "", ...stays }] };
        asked.push(...wishes);
        return { queued: wishes.length, stays: [] };
      });
    },
  });
  return { asked, read, user: userEvent.setup() };
}

async function listing(user: ReturnType<typeof userEvent.setup>) {
  await user.click(await screen.findByTestId("stock-catalogue"));
  return screen.findByTestId("stock-row");
}

describe("stock", { timeout: 20_000 }, () => {
  it("is empty until the listings are read, and then shows what stands where", async () => {
    const { user, read } = open();
    expect(await screen.findByText("No listings read yet")).toBeInTheDocument();
    const row = await listing(user);
    expect(row).toHaveTextContent("MUG <b>");
    expect(within(row).getByTestId("stock-number")).toHaveTextContent("12");
    await user.click(screen.getByTestId("stock-read"));
    await waitFor(() => expect(read).toEqual([["MUG <b>"]]));
  });

  it("takes a whole number that is another one, and sends what the person saw with it", async () => {
    const { user, asked } = open();
    await user.click(within(await listing(user)).getByTestId("stock-number"));
    const field = await screen.findByTestId("stock-units");
    const confirm = screen.getByTestId("stock-confirm");
    for (const wrong of ["-1", "1.5", "12", "100001"]) {
      await user.clear(field);
      await user.type(field, wrong);
      expect(confirm, wrong).toHaveAttribute("aria-disabled", "true");
    }
    await user.clear(field);
    await user.type(field, "17{Enter}");
    await waitFor(() => expect(asked).toMatchObject([{ sku: "MUG <b>", units: 17, saw: 12 }]));
    await waitFor(() => expect(screen.queryByTestId("stock-dialog")).toBeNull());
  });

  it("stays open with the reason where the number moved meanwhile", async () => {
    const { user, asked } = open({ code: "MOVED", message: "It reads 9 now: sold, or changed elsewhere. Look again." });
    await user.click(within(await listing(user)).getByTestId("stock-number"));
    await user.type(await screen.findByTestId("stock-units"), "17{Enter}");
    expect(await screen.findByText(/It reads 9 now/)).toBeInTheDocument();
    expect(asked).toEqual([]);
  });
});
