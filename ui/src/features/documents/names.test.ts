import { describe, expect, it } from "vitest";
import { beside } from "./SaveCopy";
import { fileName } from "./Viewer";

describe("the name of a copy", () => {
  it("is the title without what file systems refuse", () => {
    const head = { title: "Manifest: Ekart / Tiruppur", document: 4 } as Parameters<typeof fileName>[0];
    expect(fileName(head)).toBe("Manifest Ekart Tiruppur.pdf");
    expect(fileName({ ...head, path: "/docs/19.xlsx" })).toBe("Manifest Ekart Tiruppur.xlsx");
    expect(fileName({ ...head, title: "///" })).toBe("document 4.pdf");
  });

  it("is offered in the folder of the kept file, whichever way its slashes lean", () => {
    expect(beside("/home/a/docs/x.pdf", "Batch 41.pdf")).toBe("/home/a/docs/Batch 41.pdf");
    expect(beside("C:\\godown\\x.pdf", "Batch 41.pdf")).toBe("C:\\godown\\Batch 41.pdf");
    expect(beside(undefined, "Batch 41.pdf")).toBe("Batch 41.pdf");
  });
});
