import { describe, expect, it } from "vitest";
import { baseUrlProblem, canTry, keyProblem, loginLife } from "./account";

describe("credentials before they are tried", () => {
  it("are refused with a space in them or cut short, and never complained about while empty", () => {
    expect(keyProblem("7b4e90a2c1d8f36e ")).toBe("spaces");
    expect(keyProblem("7b4")).toBe("short");
    expect(keyProblem("")).toBeNull();
    expect(keyProblem("7b4e90a2c1d8f36e")).toBeNull();
  });

  it("go to https only, or to this computer", () => {
    expect(baseUrlProblem("")).toBe(false);
    expect(baseUrlProblem("https://api.example.in")).toBe(false);
    expect(baseUrlProblem("http://127.0.0.1:8080")).toBe(false);
    expect(baseUrlProblem("http://api.example.in"), "keys must not travel in clear").toBe(true);
    expect(baseUrlProblem("api.example.in")).toBe(true);
  });

  it("can be tried with both keys and no name", () => {
    const form = { name: "", clientId: "7b4e90a2c1d8f36e", clientSecret: "4f9e01c2d3b4", baseUrl: "" };
    expect(canTry(form)).toBe(true);
    expect(canTry({ ...form, clientSecret: "" })).toBe(false);
  });
});

describe("a login's life", () => {
  it("counts whole days left and never goes below none", () => {
    const day = 86_400_000;
    expect(loginLife(143.5 * day, 0, 180)).toEqual({ daysLeft: 143, used: 1 - 143.5 / 180 });
    expect(loginLife(0, 5 * day, 180)).toEqual({ daysLeft: 0, used: 1 });
  });
});
