import { describe, expect, it } from "vitest";
import { fileName } from "./Viewer";

describe("the name of a copy", () => {
  it("is the title without what file systems refuse", () => {
    const head = { title: "Manifest: Ekart / Tiruppur", document: 4 } as Parameters<typeof fileName>[0];
    expect(fileName(head)).toBe("Manifest Ekart Tiruppur.pdf");
    expect(fileName({ ...head, path: "/docs/19.xlsx" })).toBe("Manifest Ekart Tiruppur.xlsx");
    expect(fileName({ ...head, title: "///" })).toBe("document 4.pdf");
  });
});
