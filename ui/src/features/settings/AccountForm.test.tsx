import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { AccountTest, AppError } from "~/bindings";
import { setHost } from "~/data";
import { AccountForm } from "./AccountForm";

const SECRET = "4f9e01c2d3b4a596";
const FOUND: AccountTest = {
  locations: [{ id: "LOC1", name: "Tiruppur" }],
  loginExpiresAt: null,
  canKeep: false,
};
const REFUSED: AppError = {
  code: "AUTH_REFUSED",
  message: "The marketplace refused the application id or secret.",
  nextStep: "Copy both again from the seller dashboard.",
  shipmentIds: [],
  changed: "no",
  detail: null,
};

function open(refuse = false) {
  const calls: [string, unknown][] = [];
  setHost({
    call(name, request) {
      calls.push([name, request]);
      if (refuse) {
        return Promise.reject(REFUSED as unknown as Error);
      }
      return Promise.resolve(name === "account_test" ? FOUND : { id: "seller-1" });
    },
    listen: () => () => undefined,
  });
  const onConnected = vi.fn<(id: string) => void>();
  const view = render(<AccountForm onConnected={onConnected} />);
  return { calls, onConnected, view, user: userEvent.setup() };
}

async function fill(user: ReturnType<typeof userEvent.setup>) {
  await user.type(screen.getByTestId("account-client-id"), "7b4e90a2c1d8f36e");
  await user.type(screen.getByTestId("account-secret"), SECRET);
  await user.type(screen.getByTestId("account-name"), "Ambari Lane");
}

describe("connecting an account", () => {
  it("sends nothing before both keys are there", async () => {
    const { calls, user } = open();
    await user.type(screen.getByTestId("account-client-id"), "7b4e90a2c1d8f36e");
    await user.click(screen.getByTestId("account-test"));
    await user.click(screen.getByTestId("account-connect"));
    expect(calls).toEqual([]);
    expect(screen.getByTestId("account-connect").title).toBe("Both keys are needed first");
  });

  it("shows what a test found, and whether the login can be kept", async () => {
    const { user } = open();
    await fill(user);
    await user.click(screen.getByTestId("account-test"));
    const found = await screen.findByTestId("account-found");
    expect(found.textContent).toContain("Tiruppur");
    expect(found.textContent).toContain("for this run only");
  });

  it("never shows the secret: hidden while typed, gone once it is handed over", async () => {
    const { calls, onConnected, user, view } = open();
    await fill(user);
    const field = screen.getByTestId<HTMLInputElement>("account-secret");
    expect(field.type).toBe("password");
    await user.click(screen.getByTestId("account-connect"));
    await waitFor(() => expect(onConnected).toHaveBeenCalledWith("seller-1"));
    expect(calls).toEqual([
      ["account_add", { name: "Ambari Lane", clientId: "7b4e90a2c1d8f36e", clientSecret: SECRET, baseUrl: "" }],
    ]);
    expect(field.value).toBe("");
    expect(view.container.innerHTML).not.toContain(SECRET);
  });

  it("says in plain words when the keys are refused, and keeps what was typed", async () => {
    const { user } = open(true);
    await fill(user);
    await user.click(screen.getByTestId("account-test"));
    expect(await screen.findByText(REFUSED.message)).toBeTruthy();
    expect(screen.getByTestId<HTMLInputElement>("account-client-id").value).toBe("7b4e90a2c1d8f36e");
  });
});
