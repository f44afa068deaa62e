import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  useParams,
} from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Basis, CancellationDay } from "~/bindings";
import { Empty } from "~/components";
import { QueuePage, readSearch } from "~/features/queues";
import { queueOf } from "~/lib/queues";
import { Frame } from "./Frame";

const root = createRootRoute({
  component: Frame,
  validateSearch: (raw: Record<string, unknown>): { open?: string } =>
    typeof raw["open"] === "string" || typeof raw["open"] === "number" ? { open: String(raw["open"]) } : {},
});

/** Which document is open. */
function readDocument(raw: Record<string, unknown>): { document?: number } {
  return typeof raw["document"] === "number" ? { document: raw["document"] } : {};
}

/** Which board is open: place, what is counted, booking day, past moment. */
function readBoard(raw: Record<string, unknown>): {
  place?: string | undefined;
  count?: Basis | undefined;
  booked?: CancellationDay | undefined;
  at?: number | undefined;
} {
  const { place, count, booked, at } = raw;
  return {
    ...(typeof place === "string" || typeof place === "number" ? { place: String(place) } : {}),
    ...(count === "units" || count === "orders" ? { count } : {}),
    ...(booked === "approval" || booked === "event" ? { booked } : {}),
    ...(typeof at === "number" || typeof at === "string" ? { at: Number.parseInt(String(at), 10) } : {}),
  };
}

/** Which actions are listed. */
function readShow(raw: Record<string, unknown>): { show?: "all" | "waiting" | "unresolved" } {
  const { show } = raw;
  return show === "waiting" || show === "unresolved" || show === "all" ? { show } : {};
}

/** Whose layout is on the bench. */
function readPrinter(raw: Record<string, unknown>): { printer?: number } {
  return typeof raw["printer"] === "number" ? { printer: raw["printer"] } : {};
}

/** Which section of the settings is open. */
function readSection(raw: Record<string, unknown>): { section?: string } {
  return typeof raw["section"] === "string" ? { section: raw["section"] } : {};
}

/** What the ledger is searched for. */
function readLedger(raw: Record<string, unknown>): { text?: string } {
  const { text } = raw;
  return typeof text === "string" || typeof text === "number" ? { text: String(text) } : {};
}

function Queue() {
  const { t } = useTranslation();
  const { queue: slug } = useParams({ strict: false });
  const queue = queueOf(slug ?? "");
  if (!queue) {
    return (
      <main className="work">
        <Empty icon="search" title={t("queue.unknown")} />
      </main>
    );
  }
  return <QueuePage key={queue} queue={queue} />;
}

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    // The router expects its redirect thrown.
    // oxlint-disable-next-line typescript/only-throw-error
    throw redirect({ to: "/q/$queue", params: { queue: "to-pack" } });
  },
});
const queue = createRoute({
  getParentRoute: () => root,
  path: "/q/$queue",
  component: Queue,
  validateSearch: readSearch,
});
const orders = createRoute({
  getParentRoute: () => root,
  path: "/orders",
  component: () => <QueuePage queue={null} />,
  validateSearch: readSearch,
});
const batches = createRoute({
  getParentRoute: () => root,
  path: "/batches",
  component: lazyRouteComponent(() => import("~/features/packing"), "BatchesPage"),
});
const batch = createRoute({
  getParentRoute: () => root,
  path: "/batch/$n",
  component: lazyRouteComponent(() => import("~/features/packing"), "BatchPage"),
});
const handover = createRoute({
  getParentRoute: () => root,
  path: "/handover",
  component: lazyRouteComponent(() => import("~/features/handover"), "HandoverPage"),
});
const documents = createRoute({
  getParentRoute: () => root,
  path: "/documents",
  component: lazyRouteComponent(() => import("~/features/documents"), "DocumentsPage"),
  validateSearch: readDocument,
});
const labels = createRoute({
  getParentRoute: () => root,
  path: "/labels",
  component: lazyRouteComponent(() => import("~/features/labels"), "LabelsPage"),
  validateSearch: readPrinter,
});
const labelsOf = createRoute({
  getParentRoute: () => root,
  path: "/labels/$n",
  component: lazyRouteComponent(() => import("~/features/labels"), "LabelsPage"),
  validateSearch: readPrinter,
});
const activity = createRoute({
  getParentRoute: () => root,
  path: "/activity",
  component: lazyRouteComponent(() => import("~/features/activity"), "ActivityPage"),
  validateSearch: readShow,
});
const guardrails = createRoute({
  getParentRoute: () => root,
  path: "/guardrails",
  component: lazyRouteComponent(() => import("~/features/guardrails"), "GuardrailsPage"),
  validateSearch: readBoard,
});
const printing = createRoute({
  getParentRoute: () => root,
  path: "/printing",
  component: lazyRouteComponent(() => import("~/features/printing"), "PrintingPage"),
});
const printRun = createRoute({
  getParentRoute: () => root,
  path: "/printing/run/$n",
  component: lazyRouteComponent(() => import("~/features/printing"), "RunPage"),
});
const ledger = createRoute({
  getParentRoute: () => root,
  path: "/ledger",
  component: lazyRouteComponent(() => import("~/features/ledger"), "LedgerPage"),
  validateSearch: readLedger,
});
const watch = createRoute({
  getParentRoute: () => root,
  path: "/watch",
  component: lazyRouteComponent(() => import("~/features/watch"), "WatchPage"),
});
const stock = createRoute({
  getParentRoute: () => root,
  path: "/stock",
  component: lazyRouteComponent(() => import("~/features/stock"), "StockPage"),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("~/features/settings"), "SettingsPage"),
  validateSearch: readSection,
});

/** The screens by address. Addresses live behind the hash, so that they work from a file as well. */
export function makeRouter() {
  return createRouter({
    routeTree: root.addChildren([
      home,
      queue,
      orders,
      batches,
      batch,
      handover,
      watch,
      stock,
      documents,
      labels,
      labelsOf,
      activity,
      guardrails,
      printing,
      printRun,
      ledger,
      settings,
    ]),
    history: createHashHistory(),
    defaultNotFoundComponent: NotFound,
  });
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <main className="work">
      <Empty icon="search" title={t("queue.unknown")} />
    </main>
  );
}

declare module "@tanstack/react-router" {
  // The router reads its own routes from here; only an interface can be merged.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
