import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { fakeHost } from "~/test/fake-host";
import { isStale, startFeed } from "./feed";

function setUp() {
  const host = fakeHost(0);
  const client = new QueryClient();
  for (const name of ["frame", "documents", "find"]) client.setQueryData([name, {}], {});
  const notice = vi.fn();
  const alert = vi.fn();
  startFeed(host, client, notice, alert);
  const stale = () => ["frame", "documents", "find"].filter((name) => client.getQueryState([name, {}])?.isInvalidated);
  return { host, stale, notice, alert };
}

describe("the change feed", () => {
  it("makes stale exactly what a change touches", () => {
    const { host, stale } = setUp();
    host.emit({ kind: "changed", seq: 7, tags: ["documents"] });
    expect(stale()).toEqual(["documents"]);
  });
  it("makes everything stale when a change was missed", () => {
    const { host, stale } = setUp();
    host.emit({ kind: "changed", seq: 7, tags: [] });
    expect(stale()).toEqual([]);
    host.emit({ kind: "changed", seq: 9, tags: [] });
    expect(stale()).toEqual(["frame", "documents", "find"]);
  });
  it("passes a notice on and touches nothing", () => {
    const { host, stale, notice } = setUp();
    host.emit({ kind: "notice", at: 0, good: true, text: "12 marked ready" });
    expect(notice).toHaveBeenCalledOnce();
    expect(stale()).toEqual([]);
  });
  it("knows a query by its name alone", () => {
    expect(isStale("frame", ["handover"])).toBe(true);
    expect(isStale("no such query", ["handover"])).toBe(false);
  });
});
