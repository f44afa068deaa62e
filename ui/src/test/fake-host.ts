import type {
  AppError,
  AppEvent,
  Commands,
  Frame,
  GroupRow,
  HubImport,
  Queue,
  Selection,
  Settings,
  ShipmentDetail,
  ShipmentRow,
  Status,
  ViewHead,
  ViewRow,
  ViewSpec,
} from "~/bindings";
import type { Host } from "~/host";
import { fakeAlerts, fakeBoard, fakeHits, fakeImport, fakePolicies, fakeWhatIf } from "./fake-board";
import { makeRows } from "./fake-rows";

type Name = keyof Commands;
type Handlers = { [K in Name]?: (request: Commands[K][0]) => Commands[K][1] };

/** What a test may change of the fake engine. */
export type FakeHost = Host & {
  rows: ShipmentRow[];
  calls: { name: string; request: unknown }[];
  /** Answers one command in another way. */
  on: <K extends Name>(name: K, handler: (request: Commands[K][0]) => Commands[K][1]) => void;
  emit: (event: AppEvent) => void;
  frame: Frame;
};

const settings: Settings = {
  theme: "system",
  pollSeconds: 60,
  callsPerHour: 1000,
  layout: {
    paper: { kind: "label4x6" },
    up: 1,
    size: { kind: "big" },
    turn: "none",
    margin: 0,
    gap: 0,
    shiftRight: 0,
    shiftDown: 0,
    wholePage: false,
    strip: "{sku} × {units} {more}  {place}  B{batch}",
    sort: ["singleFirst", "sku", "courier"],
    skuOrder: [],
    reverse: false,
    separators: [],
    header: false,
    invoices: "ownFile",
    mode: "slim",
    snapBars: true,
  },
  deskName: "Desk 2",
  location: "",
  keepBuyerDays: 30,
  sounds: true,
};

function fail(message: string): AppError {
  return { code: "NOT_FOUND", message, nextStep: "Look again.", shipmentIds: [], changed: "no", detail: null };
}

function groupBy<T, K>(all: readonly T[], key: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const members = groups.get(key(one));
    if (members) members.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}

function groupKey(row: ShipmentRow, spec: ViewSpec): string {
  switch (spec.groupBy) {
    case "sku":
      return row.sku;
    case "courier":
      return row.courier ?? "";
    case "location":
      return row.locationId ?? "";
    case "order":
      return row.orderId;
    case "dispatchBy":
      return String(row.dispatchBy);
    case "none":
      return "";
  }
}

function facet(all: readonly ShipmentRow[], key: (row: ShipmentRow) => string | null) {
  return [...groupBy(all, key)].flatMap(([value, members]) =>
    value === null ? [] : [{ key: value, shipments: members.length }],
  );
}

function packable(row: ShipmentRow): boolean {
  return row.queue === "toPack" && row.underWay === null;
}

/** A small engine in memory: views, selections, one seller. For component tests and for drawing without an engine. */
export function fakeHost(now: number, seller = true): FakeHost {
  const rows = makeRows(now);
  const listeners = new Set<(event: AppEvent) => void>();
  const specs: ViewSpec[] = [];
  const versions: number[] = [];
  let changes = 1;
  const overrides: Handlers = {};

  const matching = (spec: ViewSpec) =>
    rows.filter(
      (row) =>
        (spec.scope.kind !== "queue" || row.queue === spec.scope.queue) &&
        (spec.sku === null || row.sku === spec.sku) &&
        (spec.courier === null || row.courier === spec.courier) &&
        (spec.location === null || row.locationId === spec.location) &&
        (spec.text === null || JSON.stringify(row).toLowerCase().includes(spec.text.toLowerCase())),
    );
  const linesOf = (spec: ViewSpec): ViewRow[] => {
    const found = matching(spec).map((row): ViewRow => ({ kind: "shipment", ...row }));
    if (spec.groupBy === "none") return found;
    const groups = groupBy(matching(spec), (row) => groupKey(row, spec));
    return [...groups].flatMap(([key, members]): ViewRow[] => {
      const head: GroupRow = {
        key,
        title: spec.groupBy === "sku" ? (members[0]?.title ?? null) : null,
        shipments: members.length,
        units: members.reduce((sum, row) => sum + row.units, 0),
      };
      return [{ kind: "group", ...head }, ...members.map((row): ViewRow => ({ kind: "shipment", ...row }))];
    });
  };
  const chosen = (selection: Selection) => {
    if (selection.kind === "ids") return rows.filter((row) => selection.ids.includes(row.shipmentId));
    const all = matching(selection.spec).filter((row) => !selection.except.includes(row.shipmentId));
    return selection.first === null ? all : all.slice(0, selection.first);
  };
  const prepared = (selection: Selection, can: (row: ShipmentRow) => boolean) => {
    const picked = chosen(selection);
    return {
      check: {
        goes: picked.filter(can).map((row) => row.shipmentId),
        units: picked.filter(can).reduce((sum, row) => sum + row.units, 0),
        stays: picked
          .filter((row) => !can(row))
          .map((row) => ({
            shipmentId: row.shipmentId,
            sku: row.sku,
            why: row.hold ? ({ kind: "onHold" } as const) : ({ kind: "busy" } as const),
          })),
      },
    };
  };

  const status: Status = {
    now,
    syncedAt: now - 40_000,
    sync: null,
    partial: false,
    offlineSince: null,
    login: "ok",
    loginExpiresAt: now + 143 * 86_400_000,
    loginKept: true,
    waiting: 0,
    unknown: 1,
    callsLimit: 1000,
    callsLeft: 914,
    clockOffMs: null,
    pace: { everySeconds: 120, why: "chosen" },
    quarantined: 0,
    woke: null,
    storeProblem: null,
  };
  const frame: Frame = {
    seller: seller ? { id: "practice", name: "Ambari Lane", practice: true, clientId: "", baseUrl: "" } : null,
    sellers: seller ? [{ id: "practice", name: "Ambari Lane", practice: true, clientId: "", baseUrl: "" }] : [],
    locations: [
      { id: "LOC1", name: "Tiruppur" },
      { id: "LOC2", name: "Peenya" },
    ],
    queues: [],
    freshness: [
      { queue: "toPack", location: null, asOf: now - 40_000, walkedAt: now - 40_000, isComplete: true, whyNot: null },
    ],
    watch: {
      notReady: 0,
      notCounted: 0,
      neverAsked: 0,
      nextPickup: null,
      level: null,
      labelsSlow: 0,
      labelsLate: 0,
    },
    unresolved: 1,
    handovers: 2,
    selfShip: { toSend: 0, onTheWay: 0 },
    status: seller ? status : null,
    settings: { ...settings },
    guardrailMark: "tight",
    alertsUnseen: 2,
  };
  const countQueues = () =>
    [...groupBy(rows, (row) => row.queue)].map(([queue, members]: [Queue, ShipmentRow[]]) => ({
      queue,
      shipments: members.length,
      units: members.reduce((sum, row) => sum + row.units, 0),
      late: members.filter((row) => row.pressure === "late").length,
      urgent: members.filter((row) => row.pressure === "urgent").length,
    }));
  const detail = (row: ShipmentRow): ShipmentDetail => ({
    row,
    orderedAt: now - 20 * 3_600_000,
    items: [
      {
        orderItemId: `3${row.orderId.slice(3)}`,
        cancellationGroupId: null,
        state: row.state,
        quantity: row.units,
        sku: row.sku,
        fsn: "KRTG8ZQHZ6PFYTZX",
        listingId: "LSTKRTG8ZQHZ6PFYTZX",
        title: row.title,
        hsn: "62114290",
        totalPrice: row.value,
        sellingPrice: row.value,
        courierReturn: false,
        cancelledAt: null,
        cancelReason: null,
        cancelSubReason: null,
      },
    ],
    boxes: [],
    buyer: "known",
    shipTo: {
      name: "Meera Kulkarni",
      line1: "14, Third Cross",
      line2: "Rajendra Nagar",
      landmark: "near the water tank",
      city: row.city ?? "",
      pin: row.pin ?? "",
      state: "Madhya Pradesh",
      stateCode: "IN-MP",
    },
    replacement: false,
    mps: false,
    forms: row.queue === "forms" ? ["EWAYBILL"] : [],
    label: null,
    timeline: [
      {
        at: now - 40_000,
        what: {
          kind: "intent",
          action: "pack",
          state: "unknown",
          cause: "answer named 22 of 25 shipments, not this one",
          batch: 41,
        },
        learned: "action",
        whose: "here",
      },
      {
        at: now - 90_000,
        what: { kind: "intent", action: "pack", state: "sending", cause: "", batch: 41 },
        learned: "action",
        whose: "here",
      },
      {
        at: now - 3 * 3_600_000,
        what: { kind: "dispatchBy", old: now + 3 * 3_600_000, new: now + 3_600_000 },
        learned: "poll",
        whose: "others",
      },
      { at: now - 5 * 3_600_000, what: { kind: "hold", on: false }, learned: "poll", whose: "others" },
      { at: now - 7 * 3_600_000, what: { kind: "hold", on: true }, learned: "poll", whose: "others" },
      { at: now - 20 * 3_600_000, what: { kind: "firstSeen", state: "APPROVED" }, learned: "poll", whose: "others" },
    ],
    firstSeenAt: now - 20 * 3_600_000,
    seenAt: now - 40_000,
    nextCheckAt: row.underWay?.state === "unknown" ? now + 20_000 : null,
    packBlock: packable(row) ? null : { kind: "busy" },
    dispatchBlock: { kind: "tooEarly", state: row.state },
    cancelBlock: null,
    selfShip: false,
    selfDispatchBlock: { kind: "notSelfShip" },
    deliveryBlock: { kind: "notSelfShip" },
  });

  const shipped = fakePolicies();
  let policies = fakePolicies();
  const alerts = fakeAlerts(now, policies);
  const imports: HubImport[] = [];
  const guardrails: Handlers = {
    guardrail_board: (ask) => fakeBoard(ask, now, policies, rows),
    guardrail_hits: ({ day }) => {
      const hits = fakeHits(rows, day === null ? 19 : 2, now);
      return { hits, total: hits.length };
    },
    what_if: (ask) => fakeWhatIf(ask, chosen(ask.selection), policies, now),
    policies: () => ({
      policies,
      shipped,
      isChanged: JSON.stringify(policies) !== JSON.stringify(shipped),
      reasons: [
        { reason: "", subReason: "cannot_procure_item", by: "seller" },
        { reason: "buyer_cancellation", subReason: "", by: "buyer" },
      ],
      reasonsSource: "seen in answers",
    }),
    policies_put: (next) => {
      policies = next;
      changed(["guardrails"]);
      return {};
    },
    policies_reset: () => {
      policies = shipped;
      changed(["guardrails"]);
      return {};
    },
    alerts: () => ({ alerts, unseen: alerts.filter((alert) => alert.seenAt === null).length }),
    alert_seen: () => {
      for (const alert of alerts) alert.seenAt ??= now;
      frame.alertsUnseen = 0;
      changed(["alerts", "status"]);
      return {};
    },
    hub_import: ({ name }) => {
      const done = fakeImport(imports.length + 1, name, now, rows);
      imports.unshift(done);
      changed(["guardrails"]);
      return done;
    },
    hub_imports: () => ({ imports: imports.map((one) => ({ ...one, diffs: [] })) }),
    hub_import_page: ({ id }) => {
      const found = imports.find((one) => one.id === id);
      if (!found) throw fail("No such import.");
      return found;
    },
    hub_adopt: () => ({}),
    guardrail_export: ({ form }) => ({
      document: 9,
      kind: form === "pdf" ? "report" : form === "xlsx" ? "workbook" : "table",
      title: "Guardrails",
      pages: form === "pdf" ? 2 : 0,
      bytes: 48_210,
      madeAt: now,
      batch: null,
      path: `/home/desk/godown/guardrails-2026-11-21.${form}`,
    }),
    document_save: () => ({}),
    cancel_prepare: ({ selection }) => {
      const picked = chosen(selection);
      return {
        goes: picked.map((row) => row.shipmentId),
        units: picked.reduce((sum, row) => sum + row.units, 0),
        skus: [...new Set(picked.map((row) => row.sku))],
        cancelled7d: 6,
        approved7d: 4310,
        stays: [],
      };
    },
    cancel_start: ({ ids }) => ({ queued: ids.length, outcomes: [] }),
  };
  const handlers: Handlers = {
    ...guardrails,
    frame: () => ({ ...frame, queues: countQueues() }),
    practice_open: () => {
      frame.seller = { id: "practice", name: "Ambari Lane", practice: true, clientId: "", baseUrl: "" };
      frame.status = status;
      changed(["settings"]);
      return {};
    },
    settings_put: (next) => {
      frame.settings = next;
      changed(["settings"]);
      return {};
    },
    settings_get: () => frame.settings,
    saved_views: () => ({ views: [] }),
    print_runs: () => ({ runs: [], asked: 0 }),
    printers: () => ({ station: "Desk 2", printers: [], defaults: [] }),
    view_open: ({ spec }): ViewHead => {
      let at = specs.findIndex((known) => JSON.stringify(known) === JSON.stringify(spec));
      if (at < 0) at = specs.push(spec) - 1;
      versions[at] = changes;
      const found = matching(spec);
      return {
        view: at,
        version: changes,
        lines: linesOf(spec).length,
        shipments: found.length,
        units: found.reduce((sum, row) => sum + row.units, 0),
        value: found.reduce((sum, row) => sum + (row.value ?? 0), 0),
        nextCutOff: now + 72 * 60_000,
        groups: linesOf(spec).flatMap((row) => {
          if (row.kind !== "group") return [];
          const { kind: _kind, ...group } = row;
          return [group];
        }),
      };
    },
    view_facets: ({ spec }) => {
      const found = matching(spec);
      return {
        couriers: facet(found, (row) => row.courier),
        locations: facet(found, (row) => row.locationId),
        skus: facet(found, (row) => row.sku),
      };
    },
    view_rows: ({ view, start, count }) => {
      const spec = specs[view];
      if (!spec) throw fail("No such view.");
      return { version: versions[view] ?? 0, start, rows: linesOf(spec).slice(start, start + count) };
    },
    view_place: ({ view, shipmentId }) => {
      const spec = specs[view];
      const at = spec ? linesOf(spec).findIndex((row) => row.kind === "shipment" && row.shipmentId === shipmentId) : -1;
      return { line: at < 0 ? null : at };
    },
    selection_sum: ({ selection }) => {
      const picked = chosen(selection);
      const stays = picked.filter((row) => !packable(row)).length;
      return {
        shipments: picked.length,
        units: picked.reduce((sum, row) => sum + row.units, 0),
        value: picked.reduce((sum, row) => sum + (row.value ?? 0), 0),
        canPack: picked.length - stays,
        canDispatch: picked.filter((row) => row.queue === "toPrint").length,
        canCancel: picked.length,
        canSelfDispatch: 0,
        canTellDelivery: 0,
        stays: stays === 0 ? [] : [{ why: { kind: "busy" }, shipments: stays }],
      };
    },
    day_line: () => ({
      from: now - 6.8 * 3_600_000,
      to: now + 5.2 * 3_600_000,
      now,
      cutOffs: [
        { at: now - 4.8 * 3_600_000, due: 90, done: 90, toPack: 0, held: 0 },
        { at: now - 2.8 * 3_600_000, due: 60, done: 57, toPack: 3, held: 0 },
        { at: now + 1.2 * 3_600_000, due: 217, done: 98, toPack: 61, held: 2 },
      ],
      pickups: [
        { courier: "Ekart", from: now + 0.7 * 3_600_000, to: now + 1.7 * 3_600_000, count: 158 },
        { courier: "Vayu", from: now + 1.7 * 3_600_000, to: now + 2.7 * 3_600_000, count: 54 },
        { courier: "Sarthi", from: now + 2.7 * 3_600_000, to: now + 3.7 * 3_600_000, count: 28 },
      ],
    }),
    find: ({ text }) => ({
      rows: rows.filter((row) => row.shipmentId.includes(text) || row.trackingId === text).slice(0, 20),
    }),
    shipment: ({ shipmentId }) => {
      const row = rows.find((one) => one.shipmentId === shipmentId);
      if (!row) throw fail("This computer has never seen it.");
      return detail(row);
    },
    pack_prepare: ({ selection }) => prepared(selection, packable),
    dispatch_prepare: ({ selection }) => prepared(selection, (row) => row.queue === "toPrint"),
    pack_start: ({ selection }) => {
      const { goes, stays } = prepared(selection, packable).check;
      for (const row of rows) {
        if (goes.includes(row.shipmentId)) row.underWay = { action: "pack", state: "queued", batch: 42 };
      }
      changed(["intents", "batches"]);
      return { batch: 42, queued: goes.length, blocked: stays.length };
    },
  };

  let seq = 0;
  function emit(event: AppEvent) {
    for (const listener of listeners) listener(event);
  }
  function changed(tags: Extract<AppEvent, { kind: "changed" }>["tags"]) {
    seq += 1;
    changes += 1;
    emit({ kind: "changed", seq, tags });
  }

  const calls: FakeHost["calls"] = [];
  return {
    rows,
    calls,
    frame,
    emit,
    on: (name, handler) => {
      (overrides as Record<string, unknown>)[name] = handler;
    },
    async call(name, request) {
      calls.push({ name, request });
      const all: Record<string, unknown> = { ...handlers, ...overrides };
      const handler = all[name] as ((request: unknown) => unknown) | undefined;
      if (!handler) throw fail(`The fake engine does not know ${name}.`);
      return structuredClone(handler(request));
    },
    listen(handler) {
      listeners.add(handler);
      return () => listeners.delete(handler);
    },
  };
}
