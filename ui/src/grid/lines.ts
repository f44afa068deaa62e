import type { ShipmentId, ShipmentRow, ViewRow, ViewWindow } from "~/bindings";
import { rpc } from "~/data";
import type { Stretch } from "./folding";

/** Lines asked for at a time. */
export const WINDOW = 200;

type Ask = (start: number, count: number) => Promise<ViewWindow>;

/**
 * The lines of one view as far as they were read. A line that was read stays on screen until its successor has
 * arrived, so nothing blanks; a line that did not change keeps its object, so nothing draws again.
 */
export class ViewLines {
  readonly view: number;
  private readonly ask: Ask;
  private readonly lines = new Map<number, ViewRow>();
  private readonly fresh = new Set<number>();
  private readonly underWay = new Set<number>();
  private readonly listeners = new Set<() => void>();
  private readonly held = new Set<Stretch>();
  private wanted: readonly Stretch[] = [[0, 60]];
  private length = 0;
  private round = 0;
  private reading = "";
  /** Counts up when lines changed. */
  changes = 0;

  constructor(view: number, ask: Ask = (start, count) => rpc("view_rows", { view, start, count })) {
    this.view = view;
    this.ask = ask;
  }

  /** Hears that some line changed. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** A line, where it was read. */
  at(line: number): ViewRow | undefined {
    return this.lines.get(line);
  }

  /** The shipment on a line; none for a group head or a line not read yet. */
  shipmentAt(line: number): ShipmentRow | undefined {
    const row = this.lines.get(line);
    return row?.kind === "shipment" ? row : undefined;
  }

  /** Shipments on the lines `from` to `to` as far as they were read. */
  idsBetween(from: number, to: number): ShipmentId[] {
    const ids: ShipmentId[] = [];
    for (let line = from; line <= to; line += 1) {
      const row = this.shipmentAt(line);
      if (row) ids.push(row.shipmentId);
    }
    return ids;
  }

  /** The head was read again, so the view may have changed: what is on screen is read again first, the rest when it comes into sight. */
  refresh(length: number, reading: string): void {
    if (reading === this.reading) return;
    this.reading = reading;
    this.length = length;
    this.round += 1;
    this.fresh.clear();
    this.underWay.clear();
    for (const line of this.lines.keys()) if (line >= length) this.lines.delete(line);
    this.want(this.wanted);
  }

  /** These lines are in sight, or soon will be. */
  want(wanted: readonly Stretch[]): void {
    this.wanted = wanted;
    for (const stretch of [...wanted, ...this.held]) this.readAll(stretch);
  }

  /** Keeps lines read that are not in sight, until the returned function is called. */
  hold(stretch: Stretch): () => void {
    this.held.add(stretch);
    this.readAll(stretch);
    return () => this.held.delete(stretch);
  }

  /** Whether all lines `from` to `to` were read. */
  isRead(from: number, to: number): boolean {
    for (let line = from; line <= to; line += 1) if (!this.lines.has(line)) return false;
    return true;
  }

  /** Reads shipments of a stretch of lines that need not be in sight. */
  async readIds(from: number, count: number): Promise<ShipmentId[]> {
    const ids: ShipmentId[] = [];
    for (let start = from; start < from + count; start += WINDOW) {
      // One window after the other: they are small, and the engine answers in order anyway.
      // oxlint-disable-next-line no-await-in-loop
      const window = await this.ask(start, Math.min(WINDOW, from + count - start));
      for (const row of window.rows) if (row.kind === "shipment") ids.push(row.shipmentId);
    }
    return ids;
  }

  private readAll([from, to]: Stretch): void {
    const last = Math.min(to, this.length - 1);
    for (let part = Math.floor(from / WINDOW); part * WINDOW <= last; part += 1) {
      if (!this.fresh.has(part) && !this.underWay.has(part)) void this.read(part);
    }
  }

  private async read(part: number): Promise<void> {
    const round = this.round;
    this.underWay.add(part);
    try {
      const window = await this.ask(part * WINDOW, WINDOW);
      if (round !== this.round) return;
      this.fresh.add(part);
      this.put(window);
    } catch {
      // The head of the view reports what is wrong; the lines that were read stay.
    } finally {
      if (round === this.round) this.underWay.delete(part);
    }
  }

  private put(window: ViewWindow): void {
    let changed = false;
    window.rows.forEach((row, offset) => {
      const line = window.start + offset;
      if (sameRow(this.lines.get(line), row)) return;
      this.lines.set(line, row);
      changed = true;
    });
    if (!changed) return;
    this.changes += 1;
    for (const listener of this.listeners) listener();
  }
}

function sameRow(old: ViewRow | undefined, row: ViewRow): boolean {
  return old !== undefined && JSON.stringify(old) === JSON.stringify(row);
}

const kept = new Map<number, ViewLines>();

/** The lines of a view; kept, so that coming back to a queue shows it at once. */
export function linesOf(view: number): ViewLines {
  let lines = kept.get(view);
  if (!lines) {
    lines = new ViewLines(view);
    kept.set(view, lines);
  }
  return lines;
}

/** Forgets all lines: another seller was opened. */
export function forgetLines(): void {
  kept.clear();
}
