import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Dialog } from "~/components";
import { Notices } from "./Notices";
import { useNotices } from "./notices";

const say = (text: string) => act(() => useNotices.getState().say(false, text));
const onClose = vi.fn<() => void>();

const page = (open: boolean) => (
  <>
    <Notices />
    <Dialog open={open} onClose={onClose} title="Cancel 1 shipment?" foot={<button type="button">Cancel</button>} />
  </>
);

function show(isOpen: boolean) {
  const { rerender } = render(page(isOpen));
  return (open: boolean) => rerender(page(open));
}

beforeEach(() => useNotices.setState({ said: [] }));
afterEach(() => {
  vi.useRealTimers();
  onClose.mockClear();
});

describe("notices", () => {
  it("stand in the corner, and go after a while", () => {
    vi.useFakeTimers();
    show(false);
    say("One");
    say("Two");
    expect(screen.getByText("Two")).toBeInTheDocument();
    act(() => vi.advanceTimersByTime(8000));
    expect(screen.queryByText("One")).toBeNull();
  });

  it("stand over a dialog's head one after the other, and none is lost", () => {
    vi.useFakeTimers();
    const open = show(true);
    say("One");
    say("Two");
    expect(screen.getByText("One")).toBeInTheDocument();
    expect(screen.queryByText("Two"), "its time has not come").toBeNull();
    expect(screen.getByRole("log", { hidden: true }).className).toMatch(/top/);
    act(() => vi.advanceTimersByTime(8000));
    expect(screen.getByText("Two")).toBeInTheDocument();
    open(false);
    act(() => vi.advanceTimersByTime(100));
    expect(screen.getByRole("log").className).toMatch(/corner/);
    expect(screen.getByText("Two"), "it has its own eight seconds").toBeInTheDocument();
  });

  it("are closed without closing the dialog beneath", async () => {
    const user = userEvent.setup({ pointerEventsCheck: 0 });
    show(true);
    say("One");
    const [close] = screen.getAllByRole("button", { hidden: true, name: /notices.close|Close/ });
    if (close) await user.click(close);
    expect(screen.queryByText("One")).toBeNull();
    expect(onClose).not.toHaveBeenCalled();
  });
});
