import type { TFunction } from "i18next";
import type { Address, ShipmentDetail, TimelineEntry } from "~/bindings";
import type { GlyphName, State } from "~/components";
import { dayTime, money, stateWords, timeWithSeconds, when } from "~/lib/format";

/** One line of the story as it is drawn and copied. */
export type StoryLine = {
  glyph: GlyphName;
  is: State | null;
  head: string;
  rest: string;
  how: string;
  /** Done without us, in Seller Hub or by another program of the seller. */
  isElsewhere: boolean;
};

const intentState = {
  queued: null,
  sending: null,
  accepted: null,
  confirmed: "done",
  refused: "refused",
  unknown: "unknown",
  notApplied: "waiting",
  stuck: "unknown",
  withdrawn: "waiting",
  superseded: "stale",
} as const;

/** Words and shape of an entry of the timeline. */
export function storyLine(entry: TimelineEntry, t: TFunction): StoryLine {
  const { what } = entry;
  const isElsewhere = entry.whose === "elsewhere";
  const learned = t(`story.learned.${entry.learned}`);
  const how = isElsewhere
    ? t("story.elsewhereHow", { how: learned })
    : entry.whose === "askedHere"
      ? t("story.askedHow", { how: learned })
      : learned;
  const plain = (head: string, rest = "", is: State | null = null, glyph: GlyphName = is ?? "poll"): StoryLine => ({
    glyph,
    is,
    head,
    rest,
    how,
    isElsewhere,
  });
  const at = (instant: number | null) => (instant === null ? t("story.none") : when(instant, entry.at ?? instant));
  switch (what.kind) {
    case "firstSeen":
      return plain(t("story.firstSeen", { state: stateWords(what.state) }));
    case "state":
      return plain(
        stateWords(what.new),
        t("story.before", { old: stateWords(what.old).toLowerCase() }),
        stateTone(what.new),
      );
    case "hold":
      return what.on ? plain(t("story.held"), "", "held") : plain(t("story.holdLifted"), "", "done", "poll");
    case "dispatchBy": {
      const isEarlier = (what.new ?? 0) < (what.old ?? 0);
      const head = t(isEarlier ? "story.dispatchByEarlier" : "story.dispatchByLater");
      return plain(head, t("story.fromTo", { from: at(what.old), to: at(what.new) }), isEarlier ? "urgent" : null);
    }
    case "dispatchAfter":
      return plain(
        t("story.dispatchAfter"),
        t("story.fromTo", { from: at(what.old), to: at(what.new) }),
        null,
        "clock",
      );
    case "item":
      return plain(t("story.item", { sku: what.sku }), what.change, "stale");
    case "courier":
      return plain(t("story.courier", { courier: what.courier }), what.tracking_id ?? "");
    case "field":
      return plain(
        t("story.field", { field: what.field }),
        t("story.fromTo", { from: what.old ?? t("story.none"), to: what.new ?? t("story.none") }),
      );
    case "intent": {
      const is = intentState[what.state];
      return {
        glyph: is ?? "own",
        is,
        head: t(`story.intent.${what.action}.${what.state}`),
        rest: "",
        how: what.cause || how,
        isElsewhere: false,
      };
    }
    case "document":
      return plain(t("story.document"), what.title, "done", "poll");
    case "printed":
      return plain(t("story.printed"), "", "done");
  }
}

function stateTone(state: string): State | null {
  if (state === "CANCELLED") return "refused";
  if (state === "FORM_FAILED") return "refused";
  if (state === "PACKING_IN_PROGRESS") return "waiting";
  return state === "READY_TO_DISPATCH" || state === "PACKED" || state === "SHIPPED" || state === "DELIVERED"
    ? "done"
    : null;
}

/** The lines of an address that are not empty. */
export function addressLines(address: Address): string[] {
  const place = [address.city, address.pin].filter(Boolean).join(" ");
  return [address.name, address.line1, address.line2, address.landmark, place, address.state].filter(Boolean);
}

/** The whole story as plain text for a support ticket. The buyer's address is left out: a ticket does not need it. */
export function storyText(detail: ShipmentDetail, t: TFunction): string {
  const { row } = detail;
  const head = [
    `${t("shipmentText.shipment")} ${row.shipmentId}`,
    `${t("shipmentText.order")} ${row.orderId}`,
    `${t("shipmentText.state")} ${stateWords(row.state)}${row.hold ? `, ${t("note.held")}` : ""}`,
    row.dispatchBy === null ? "" : `${t("column.due")} ${dayTime(row.dispatchBy)}`,
    row.courier === null ? "" : `${row.courier} ${row.trackingId ?? ""}`.trim(),
    ...detail.items.map((item) => `${item.sku} × ${item.quantity} ${money(item.totalPrice)} ${item.orderItemId}`),
  ];
  const lines = detail.timeline.map((entry) => {
    const line = storyLine(entry, t);
    const stamp = entry.at === null ? "" : `${dayTime(entry.at).split(",")[0]} ${timeWithSeconds(entry.at)}`;
    return `${stamp}  ${line.head}${line.rest ? `, ${line.rest}` : ""} (${line.how})`;
  });
  return [...head.filter(Boolean), "", ...lines].join("\n");
}
