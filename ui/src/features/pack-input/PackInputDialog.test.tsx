import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { FieldProblem, InputForm, PackInputPut } from "~/bindings";
import { makeClient, setHost } from "~/data";
import { listenToKeys } from "~/keys";
import { PackInputDialog } from "./PackInputDialog";
import type { InputPart } from "./parts";

const FORM: InputForm = {
  lines: [{ orderItemId: "OI1", sku: "PHONE-1", title: "Smartphone black", units: 2, imei: true, numbers: [] }],
  boxes: [
    {
      subShipmentId: "SS-1",
      title: null,
      size: { length: 18, breadth: 10, height: 6, weight: 0.42 },
      from: "listing",
    },
  ],
  needs: { kind: "serialNeeded" },
  locked: null,
  refused: "serialNumbers are mandatory",
};
const A = "356938035643809";
const B = "490154203237518";

function open(options: { form?: InputForm; part?: InputPart; ids?: string[]; problems?: FieldProblem[][] } = {}) {
  const sent: PackInputPut[] = [];
  const problems = [...(options.problems ?? [])];
  setHost({
    call(name, request) {
      if (name === "pack_input") return Promise.resolve(structuredClone(options.form ?? FORM));
      sent.push(request as PackInputPut);
      return Promise.resolve({ problems: problems.shift() ?? [] });
    },
    listen: () => () => undefined,
  });
  const onClose = vi.fn<() => void>();
  render(
    <QueryClientProvider client={makeClient()}>
      <PackInputDialog shipments={options.ids ?? ["S1"]} part={options.part ?? "serials"} onClose={onClose} />
    </QueryClientProvider>,
  );
  return { sent, onClose, user: userEvent.setup() };
}

const field = (id: string) => screen.getByTestId<HTMLInputElement>(id);

describe("typing serial numbers", () => {
  it("takes scan after scan: Enter goes to the next empty field, and saves behind the last", async () => {
    const { sent, onClose, user } = open();
    await screen.findByTestId("number-0-0");
    await waitFor(() => expect(document.activeElement).toBe(field("number-0-0")));
    await user.keyboard(`${A}{Enter}`);
    expect(document.activeElement).toBe(field("number-1-0"));
    expect(sent).toEqual([]);
    await user.keyboard(`${B}{Enter}`);
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    expect(sent).toEqual([
      { shipmentId: "S1", typed: { serials: [{ orderItemId: "OI1", units: [[A], [B]] }], boxes: [] } },
    ]);
  });

  it("keeps a scan for its field: the search hears nothing of it", async () => {
    const scan = vi.fn<(text: string) => void>();
    const stop = listenToKeys(window, { run: () => false, scan, covered: () => true });
    const { user } = open();
    await screen.findByTestId("number-0-0");
    await waitFor(() => expect(document.activeElement).toBe(field("number-0-0")));
    await user.keyboard(`${A}{Enter}`);
    stop();
    expect(scan).not.toHaveBeenCalled();
    expect(field("number-0-0").value).toBe(A);
  });

  it("says in words which number is bad, goes there, and forgets it when the field is typed into", async () => {
    const problems: FieldProblem[] = [
      { part: "OI1", unit: 1, place: 0, why: { kind: "checkDigit" } },
      { part: "SS-1", unit: 0, place: 2, why: { kind: "notAboveZero" } },
    ];
    const { onClose, user } = open({ problems: [problems] });
    await screen.findByTestId("number-0-0");
    await user.type(field("number-0-0"), A);
    await user.type(field("number-1-0"), "490154203237519");
    await user.click(screen.getByTestId("pack-input-save"));
    expect(await screen.findByText("No IMEI: one digit is wrong")).toBeTruthy();
    expect(screen.getByText("Must be above 0")).toBeTruthy();
    expect(screen.getByText("2 fields need a look")).toBeTruthy();
    expect(onClose).not.toHaveBeenCalled();
    await waitFor(() => expect(document.activeElement).toBe(field("number-1-0")));
    await user.keyboard("{Backspace}");
    expect(screen.queryByText("No IMEI: one digit is wrong")).toBeNull();
    expect(screen.getByText("Must be above 0")).toBeTruthy();
  });

  it("gives each unit two fields where it has two numbers, and keeps what was typed", async () => {
    const { sent, user } = open();
    await screen.findByTestId("number-0-0");
    await user.type(field("number-0-0"), A);
    await user.click(screen.getByTestId("two-numbers"));
    expect(field("number-0-0").value).toBe(A);
    await waitFor(() => expect(document.activeElement, "the next scan finds a field").toBe(field("number-0-1")));
    await user.keyboard(B);
    await user.click(screen.getByTestId("pack-input-save"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.typed.serials[0]?.units).toEqual([
      [A, B],
      ["", ""],
    ]);
  });

  it("goes from shipment to shipment, and closes behind the last", async () => {
    const { sent, onClose, user } = open({ ids: ["S1", "S2"] });
    await screen.findByText(/1 of 2/);
    await waitFor(() => expect(document.activeElement).toBe(field("number-0-0")));
    await user.keyboard(`${A}{Enter}${B}{Enter}`);
    await screen.findByText(/2 of 2/);
    await waitFor(() => expect(document.activeElement).toBe(field("number-0-0")));
    expect(field("number-0-0").value).toBe("");
    await user.keyboard(`${A}{Enter}${B}{Enter}`);
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    expect(sent.map((one) => one.shipmentId)).toEqual(["S1", "S2"]);
  });
});

describe("typing the size of a box", () => {
  it("begins at the length, and says what goes otherwise", async () => {
    const { sent, user } = open({ part: "box", form: { ...FORM, needs: { kind: "boxNeeded" } } });
    await screen.findByText("Left empty, 18 × 10 × 6 cm, 0.42 kg goes: the listing’s");
    expect(screen.queryByTestId("number-0-0"), "no numbers where only the box is asked for").toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(field("box-length")));
    await user.keyboard("30{Enter}20{Enter}10{Enter}0.5{Enter}");
    await waitFor(() => expect(sent).toHaveLength(1));
    const box = { subShipmentId: "SS-1", length: "30", breadth: "20", height: "10", weight: "0.5" };
    expect(sent[0]?.typed).toEqual({ serials: [], boxes: [box] });
  });

  it("is locked with its reason once the label was asked for", async () => {
    const { sent, user } = open({ form: { ...FORM, needs: null, locked: { kind: "alreadyAsked" } } });
    await screen.findByTestId("number-0-0");
    await user.keyboard(`${A}{Enter}`);
    await user.click(screen.getByTestId("pack-input-save"));
    expect(screen.getByTestId("pack-input-save").title).toBe("already asked");
    expect(sent).toEqual([]);
  });
});
