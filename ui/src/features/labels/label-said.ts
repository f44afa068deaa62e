import type { AmongLabels, LabelCheck, LabelRow, WhyNot } from "~/bindings";
import type { State } from "~/components";

/** How a label stands, in the words of the list. */
export type Stand =
  | "printed"
  | "sent"
  | "printing"
  | "inRun"
  | "asked"
  | "next"
  | "ready"
  | "again"
  | "fetching"
  | "stale"
  | "cancelled"
  | "onHold"
  | "check"
  | "shapeChanged"
  | "heldBack"
  | "unreadable"
  | "printerRefused"
  | "didNotGo"
  | "refused";

const MARKS: Record<Stand, State> = {
  printed: "done",
  sent: "done",
  printing: "waiting",
  inRun: "waiting",
  asked: "unknown",
  next: "waiting",
  ready: "waiting",
  again: "urgent",
  fetching: "waiting",
  stale: "stale",
  cancelled: "refused",
  onHold: "held",
  check: "unknown",
  shapeChanged: "unknown",
  heldBack: "breached",
  unreadable: "breached",
  printerRefused: "breached",
  didNotGo: "held",
  refused: "refused",
};

/** The mark that goes with it. */
export function markOf(stand: Stand): State {
  return MARKS[stand];
}

/** How a label stands. Its shipment's trouble comes first, then what is on paper, then what keeps it. */
export function standOf(label: LabelCheck, isNext: boolean): Stand {
  if (label.whyNot === "noLabel") return "fetching";
  if (isNext) return "next";
  if (label.whyNot === "alreadyPrinted" || label.whyNot === "inAnotherRun") return onPaper(label);
  if (label.whyNot !== null) return label.whyNot;
  if (label.state === "spoiled" || label.state === "failed") return "again";
  return "ready";
}

function onPaper(label: LabelCheck): Stand {
  switch (label.state) {
    case "sending":
      return "printing";
    case "queued":
      return "inRun";
    case "spooled":
      return "sent";
    case "asked":
      return "asked";
    case "spoiled":
    case "failed":
      return "again";
    default:
      return label.whyNot === "inAnotherRun" ? "inRun" : "printed";
  }
}

/** A person may let these go: having looked, or with a reason. */
export function canBeOverruled(why: WhyNot): boolean {
  return why === "alreadyPrinted" || why === "check" || why === "shapeChanged";
}

/** Which label it is: a shipment may have more than one. */
export function labelKey(label: LabelCheck): string {
  return `${label.shipmentId}/${label.trackingId ?? ""}`;
}

/** Labels that stay for one reason. */
export type Group = { why: WhyNot; labels: LabelCheck[] };

/** What a check found, sorted for a person: what goes, what asks something of them, and what stays by reason. */
export type Sorted = {
  goes: LabelCheck[];
  /** On paper already, or perhaps. */
  again: LabelCheck[];
  /** To be looked at first. */
  look: Group[];
  /** Cannot go now. */
  stays: Group[];
};

/** Groups a check's labels, largest group first; within a group the order of printing stays. */
export function sortOut(labels: readonly LabelCheck[]): Sorted {
  const groups = new Map<WhyNot, LabelCheck[]>();
  for (const label of labels) {
    if (label.whyNot === null) continue;
    groups.set(label.whyNot, [...(groups.get(label.whyNot) ?? []), label]);
  }
  const listed = [...groups]
    .map(([why, members]): Group => ({ why, labels: members }))
    .toSorted((one, other) => other.labels.length - one.labels.length);
  return {
    goes: labels.filter((label) => label.whyNot === null),
    again: groups.get("alreadyPrinted") ?? [],
    look: listed.filter(({ why }) => why === "check" || why === "shapeChanged"),
    stays: listed.filter(({ why }) => !canBeOverruled(why)),
  };
}

/**
 * The labels in the order of printing. What waits in a run has its place there, so that nothing moves in the list while
 * it prints; what has no place comes last, as it came.
 */
export function inOrder(labels: readonly LabelCheck[], run: readonly LabelRow[]): LabelCheck[] {
  const places = new Map(run.map((row) => [`${row.shipmentId}/${row.trackingId}`, row.position]));
  const placed = labels.map((label) =>
    label.position === 0 ? { ...label, position: places.get(labelKey(label)) ?? 0 } : label,
  );
  const last = Number.POSITIVE_INFINITY;
  const at = ({ position }: LabelCheck) => (position === 0 ? last : position);
  return placed.toSorted((one, other) => (at(one) === at(other) ? 0 : at(one) - at(other)));
}

/** The label that goes next: of a run under way, else the first that goes by itself. */
export function nextOf(labels: readonly LabelCheck[]): LabelCheck | undefined {
  const running = labels.find((label) => label.whyNot === "inAnotherRun" && label.state === "queued");
  return running ?? labels.find((label) => label.whyNot === null && label.position > 0);
}

/** What a person decided about labels that do not go by themselves. */
export type Decided = { again: boolean; looked: boolean; from: number };

/** The labels that would go to paper as things are decided, in the order of printing. */
export function willGo(labels: readonly LabelCheck[], decided: Decided): LabelCheck[] {
  const goes = labels.filter(
    (label) =>
      label.position >= decided.from &&
      label.position > 0 &&
      (label.whyNot === null ||
        (label.whyNot === "alreadyPrinted" && decided.again) ||
        ((label.whyNot === "check" || label.whyNot === "shapeChanged") && decided.looked)),
  );
  return goes;
}

/** The place where printing begins by itself: the first label that goes as it is; none where none does. */
export function firstPlace(labels: readonly LabelCheck[]): number | null {
  return labels.find((label) => label.whyNot === null && label.position > 0)?.position ?? null;
}

/** The place each label is read at, which its strip says; turned stacks are printed from their end. */
export function amongLabels(labels: readonly LabelCheck[], isTurned: boolean, batch: number | null) {
  const of = labels.filter(({ position }) => position > 0).length;
  return ({ position }: LabelCheck): AmongLabels | null =>
    position === 0 ? null : { batch, place: isTurned ? of + 1 - position : position, of };
}
