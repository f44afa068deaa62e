import { describe, expect, it } from "vitest";
import { setLanguage, startWords } from "~/i18n";
import {
  bytes,
  count,
  countdown,
  day,
  dayTime,
  duration,
  indiaDay,
  money,
  service,
  stateWords,
  time,
  when,
} from "./format";

const at = (text: string) => Date.parse(text);

describe("times", () => {
  it("are India time wherever the computer stands", () => {
    expect(time(at("2026-11-21T10:30:00Z"))).toBe("16:00");
    expect(dayTime(at("2026-11-21T20:30:00Z"))).toBe("22 Nov, 02:00");
  });
  it("name the day only where it is another one", () => {
    const now = at("2026-11-21T09:18:00Z");
    expect(when(at("2026-11-21T10:30:00Z"), now)).toBe("16:00");
    expect(when(at("2026-11-22T04:30:00Z"), now)).toBe("22 Nov, 10:00");
  });
  it("name the year only where it is another one", () => {
    expect(day(at("2025-12-31T12:00:00Z"), at("2026-11-21T00:00:00Z"))).toBe("31 Dec 2025");
    expect(day(at("2026-12-31T12:00:00Z"), at("2026-11-21T00:00:00Z"))).toBe("31 Dec");
  });
  it("change the day at midnight in India, not in Greenwich", () => {
    expect(indiaDay(at("2026-11-21T18:29:59Z"))).toBe(indiaDay(at("2026-11-21T00:00:00Z")));
    expect(indiaDay(at("2026-11-21T18:30:00Z"))).toBe(indiaDay(at("2026-11-21T00:00:00Z")) + 1);
  });
});

describe("durations", () => {
  it.each([
    [40_000, "40 s"],
    [12 * 60_000, "12 m"],
    [72 * 60_000, "1 h 12 m"],
    [-168 * 60_000, "2 h 48 m"],
    [3_600_000, "1 h"],
    [28 * 3_600_000, "1 d 4 h"],
    [143 * 86_400_000 + 3_600_000, "143 d"],
  ])("%i ms is %s", (length, words) => {
    expect(duration(length)).toBe(words);
  });
  it("are written in the language on screen", async () => {
    await startWords("hi");
    expect(duration(72 * 60_000)).toBe("1 घं 12 मि");
    expect(day(at("2026-11-21T12:00:00Z"))).toBe("21 नव");
    await setLanguage("en");
    expect(duration(72 * 60_000)).toBe("1 h 12 m");
  });
  it("count down by the second in the last hour", () => {
    expect(countdown(4 * 60_000 + 5000)).toBe("4 m 05 s");
    expect(countdown(-1)).toBe("0 s");
  });
});

describe("numbers", () => {
  it("are grouped as in India", () => {
    expect(money(12_500_000)).toBe("₹1,25,000");
    expect(money(64_950)).toBe("₹649.50");
    expect(money(-64_900)).toBe("-₹649");
    expect(money(null)).toBe("");
    expect(count(108_412)).toBe("1,08,412");
  });
  it("of bytes are short", () => {
    expect(bytes(4_404_019)).toBe("4.2 MB");
    expect(bytes(null)).toBe("");
  });
});

describe("the marketplace's words", () => {
  it("are said in the trade's", () => {
    expect(service("NORMAL")).toBe("Regular");
    expect(service("EXPRESS")).toBe("Express");
    expect(stateWords("READY_TO_DISPATCH")).toBe("Ready to dispatch");
  });
});
