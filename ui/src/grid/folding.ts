import type { GroupRow } from "~/bindings";
import { type Choice, isChosen } from "./selection";

/** Lines of a view from one to another, both included. */
export type Stretch = readonly [from: number, to: number];

/** A group: the line its head has in the view, and the place it has among the lines shown. */
export type Group = { row: GroupRow; line: number; shown: number; folded: boolean };

/**
 * Which lines of a view are shown: of a folded group only its head. The view itself and its line numbers do not change,
 * so that a choice, the cursor and what the engine says of a line hold whatever is folded.
 */
export class Folding {
  /** How many lines are shown. */
  readonly count: number;
  readonly groups: readonly Group[];

  constructor(lines: number, groups: readonly GroupRow[], folded: Choice) {
    let [line, shown] = [0, 0];
    this.groups = groups.map((row) => {
      const group = { row, line, shown, folded: isChosen(folded, row.key) };
      line += 1 + row.shipments;
      shown += group.folded ? 1 : 1 + row.shipments;
      return group;
    });
    this.count = groups.length === 0 ? lines : shown;
  }

  /** The line at a place on screen. */
  lineAt(shown: number): number {
    const group = this.last("shown", shown);
    if (!group) return shown;
    return group.folded ? group.line : group.line + shown - group.shown;
  }

  /** The place of a line on screen; one that is folded away has its head's. */
  shownAt(line: number): number {
    const group = this.last("line", line);
    if (!group) return line;
    return group.folded ? group.shown : group.shown + line - group.line;
  }

  /** The group whose head is on this line. */
  headAt(line: number): Group | undefined {
    const group = this.last("line", line);
    return group?.line === line ? group : undefined;
  }

  /** The group a line belongs to. */
  groupOf(line: number): Group | undefined {
    return this.last("line", line);
  }

  /** Where a group stands now. */
  groupNamed(key: string): Group | undefined {
    return this.groups.find((group) => group.row.key === key);
  }

  /** The last line that a line stands for: a folded head stands for its whole group. */
  endOf(line: number): number {
    const group = this.headAt(line);
    return group?.folded ? line + group.row.shipments : line;
  }

  /** What has to be read to show the places `from` to `to`. Folded heads need nothing. */
  stretches(from: number, to: number): Stretch[] {
    const [first, last] = [Math.max(0, from), Math.min(to, this.count - 1)];
    if (this.groups.length === 0) return [[first, last]];
    const found: Stretch[] = [];
    for (let at = Math.max(0, this.lastIndex("shown", first)); at < this.groups.length; at += 1) {
      const group = this.groups[at];
      if (!group || group.shown > last) break;
      if (group.folded) continue;
      const start = group.line + Math.max(0, first - group.shown);
      const end = group.line + Math.min(group.row.shipments, last - group.shown);
      const before = found.at(-1);
      if (before && before[1] + 1 === start) found[found.length - 1] = [before[0], end];
      else found.push([start, end]);
    }
    return found;
  }

  private last(by: "line" | "shown", value: number): Group | undefined {
    return this.groups[this.lastIndex(by, value)];
  }

  /** Index of the last group that begins at or before a place; -1 where there are no groups. */
  private lastIndex(by: "line" | "shown", value: number): number {
    let [low, high] = [0, this.groups.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.groups[middle]?.[by] ?? 0) <= value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
