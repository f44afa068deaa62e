import { describe, expect, it } from "vitest";
import i18next from "i18next";
import { learnPrintWords } from "~/features/printing";
import { LAYOUT } from "~/test/print-rows";
import { draftOf, emptyDraft, lackOf, printerOf, reasonWords, withQueue, withWay } from "./printer-form";

const QUEUE = { name: "ZD230", words: "Zebra", isDefault: false, does: "ready" as const, reasons: [] };
const empty = emptyDraft(LAYOUT, true);

describe("a printer that is added", () => {
  it("takes labels when it is the first one, and the queue's name when nobody gave it another", () => {
    const draft = withQueue(empty, QUEUE);
    expect(draft).toMatchObject({ prints: ["labels"], name: "ZD230", queue: "ZD230" });
    expect(withQueue({ ...draft, name: "at bench 2" }, { ...QUEUE, name: "TE244" }).name).toBe("at bench 2");
    expect(lackOf(draft)).toBeNull();
  });

  it("on the network is told dots, on a port that exists", () => {
    const draft = { ...withWay(empty, "tcp"), name: "TTP-244" };
    expect(draft).toMatchObject({ language: "zpl", port: "9100" });
    expect(lackOf(draft)).toBe("host");
    expect(lackOf({ ...draft, host: "192.168.1.60", port: "70000" })).toBe("port");
    expect(lackOf({ ...draft, host: "192.168.1.60", language: "pdf" })).toBe("language");
    expect(printerOf({ ...draft, host: " 192.168.1.60 " }, "desk 2")).toMatchObject({
      printer: 0,
      station: "desk 2",
      route: { kind: "tcp", host: "192.168.1.60", port: 9100 },
    });
  });

  it("into a folder needs its full path", () => {
    const draft = { ...empty, way: "folder" as const, name: "try" };
    expect(lackOf({ ...draft, folder: "labels" })).toBe("folder");
    expect(lackOf({ ...draft, folder: "/home/desk/labels" })).toBeNull();
    expect(lackOf({ ...draft, folder: "C:\\labels" })).toBeNull();
  });

  it("takes nothing but labels where it is told dots", () => {
    const draft = { ...withQueue(empty, QUEUE), language: "tspl" as const, prints: ["labels", "invoices"] as const };
    expect(printerOf({ ...draft, prints: [...draft.prints] }, "desk 2").prints).toEqual(["labels"]);
  });

  it("is the same again after it was changed back", () => {
    const printer = printerOf({ ...withQueue(empty, QUEUE), everywhere: true, printer: 4 }, "desk 2");
    expect(printer.station).toBe("");
    expect(printerOf(draftOf(printer), "desk 2")).toEqual(printer);
  });
});

describe("a spooler's reason", () => {
  it("is said in plain words, an unknown one without its dashes", () => {
    learnPrintWords();
    expect(reasonWords("media-empty-error", i18next.t)).toBe("out of paper");
    expect(reasonWords("cover-open-report", i18next.t)).toBe("cover open");
    expect(reasonWords("com.zebra-head-cold", i18next.t)).toBe("com.zebra head cold");
  });
});
