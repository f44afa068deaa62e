import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { BatchHead, LabelCheck, LabelCount, PrintCheck, PrintRunPage, SortKey } from "~/bindings";
import { Button, Empty, Segmented, Skeleton } from "~/components";
import { ErrorNote, useRpc } from "~/data";
import { capsOf, useCommand } from "~/keys";
import { count } from "~/lib/format";
import { type Frame, frameOf } from "./frame";
import { InvoicesTab } from "./InvoicesTab";
import { amongLabels, firstPlace, inOrder, labelKey, nextOf } from "./label-said";
import { LabelList } from "./LabelList";
import styles from "./labels.module.css";
import { forOneLabel, forTheOrder } from "./layout-edit";
import { LayoutEditor } from "./LayoutEditor";
import { PagesTab } from "./PagesTab";
import { PrintDialog } from "./PrintDialog";
import { ShapeBanners } from "./ShapeBanners";
import { TheirPage } from "./TheirPage";
import { useLayoutDesk } from "./use-layout-desk";
import { useFound } from "./use-found";
import { usePreview } from "./use-preview";
import { useSettled } from "./use-settled";
import { useWords } from "./use-words";

const TABS = ["layout", "pages", "invoices"] as const;
type Tab = (typeof TABS)[number];

const PREVIEW_WIDTH = 560;
const DPI = 203;

/** The labels of a batch on their way to paper: what came, how it will look, and printing. */
export function LabelsPage() {
  const { n } = useParams({ strict: false }) as { n?: string };
  const batches = useRpc("batches", {});
  const all = batches.data?.batches ?? [];
  const head = n === undefined ? newest(all) : all.find(({ batch }) => batch === Number(n));
  const { t } = useWords();
  return (
    <main className="work" data-focus-area="labels">
      {batches.error !== null ? (
        <Alone>
          <ErrorNote error={batches.error} />
        </Alone>
      ) : batches.data === undefined ? (
        <Alone>
          <Skeleton label={t("labels.reading")} rows={8} />
        </Alone>
      ) : head === undefined && n !== undefined ? (
        <Alone>
          <Empty icon="print" title={t("labels.noBatch.title", { batch: n })}>
            {t("labels.noBatch.text")}
          </Empty>
        </Alone>
      ) : (
        <Screen key={head?.batch ?? 0} head={head} />
      )}
    </main>
  );
}

function Alone({ children }: { children: ReactNode }) {
  const { t } = useWords();
  return (
    <>
      <header className="head">
        <h1 className="h-title">{t("labels.title")}</h1>
      </header>
      <div className={styles["note"]}>{children}</div>
    </>
  );
}

/** The newest batch with labels here; none where no label ever came. */
function newest(batches: readonly BatchHead[]): BatchHead | undefined {
  return batches.find(({ stages }) => stages.some(({ stage, done }) => stage === "downloaded" && done > 0));
}

function Screen({ head }: { head: BatchHead | undefined }) {
  const { t } = useWords();
  const [tab, setTab] = useState<Tab>("layout");
  const [chosen, setChosen] = useState<string | null>(null);
  const [drawn, setDrawn] = useState<Frame | null>(null);
  const [isPrinting, setPrinting] = useState(false);
  const { printer } = useSearch({ strict: false }) as { printer?: number };
  const desk = useLayoutDesk(printer);
  const order = useSettled(forTheOrder(desk.layout), 120);
  const check = useRpc(
    "print_check",
    { what: { kind: "batch", batch: head?.batch ?? 0 }, printer: desk.target.printer?.printer ?? null, layout: order },
    { enabled: head !== undefined && desk.isReady },
  );
  const crops = useRpc("label_crops", {});
  const run = useLiveRun(head?.batch ?? null);
  const labels = inOrder(check.data?.labels ?? [], run?.labels ?? []);
  const place = firstPlace(labels);
  const next = nextOf(labels);
  const at = Math.max(
    0,
    labels.findIndex((label) => (chosen === null ? label === next : labelKey(label) === chosen)),
  );
  const label = labels[at];
  const amongOf = amongLabels(labels, desk.layout.reverse, head?.batch ?? null);
  const seen = usePreview(
    label === undefined || label.document === null || !desk.isReady
      ? null
      : {
          document: label.document,
          page: label.page,
          layout: forOneLabel(desk.layout),
          dpi: desk.target.printer?.dpi ?? DPI,
          frame: drawn,
          width: PREVIEW_WIDTH,
          among: amongOf(label),
        },
  );
  const found = useFound(label, seen, drawn !== null);
  const step = (by: number) => choose(labels[Math.min(labels.length - 1, Math.max(0, at + by))]);
  function choose(next: LabelCheck | undefined) {
    if (next === undefined) return;
    setDrawn(null);
    setChosen(labelKey(next));
  }
  const walks = drawn === null && tab !== "invoices" && labels.length > 0;
  const stepBy = (by: number) => (walks ? { run: () => step(by) } : undefined);
  useCommand("down", stepBy(1));
  useCommand("up", stepBy(-1));
  useCommand("pageDown", tab === "layout" ? stepBy(10) : undefined);
  useCommand("pageUp", tab === "layout" ? stepBy(-10) : undefined);
  useCommand("top", stepBy(-labels.length));
  useCommand("bottom", stepBy(labels.length));
  const reason = labels.length === 0 ? t(check.isPending && head ? "labels.reading" : "labels.nothing") : null;
  // Where nothing is left to print, the run that prints it is what one wants to see.
  const navigate = useNavigate();
  const isInRun = place === null && run !== null;
  const print = () =>
    isInRun ? void navigate({ to: "/printing/run/$n", params: { n: String(run.head.run) } }) : setPrinting(true);
  useCommand("labels", { run: print, reason });
  const crop = crops.data?.crops.find(({ courier }) => courier === label?.courier);
  return (
    <>
      <header className="head">
        <h1 className="h-title">{t("labels.title")}</h1>
        <span className="sum cut">{summary(head, labels, t)}</span>
        <span className="does">
          <Segmented
            label={t("labels.tabs")}
            value={tab}
            onChange={(id) => {
              setDrawn(null);
              setTab(id);
            }}
            options={TABS.map((id) => ({ id, label: t(`labels.tab.${id}`), testId: `labels-${id}` }))}
          />
          <Button look="primary" keys={capsOf("labels")} reason={reason} onClick={print} data-testid="labels-print">
            {isInRun
              ? t("labels.print.inRun", { run: run.head.run, left: count(leftOf(run.head.counts)) })
              : printWords(check.data, place, t)}
          </Button>
        </span>
      </header>
      <ShapeBanners changed={check.data?.changed ?? crops.data?.changed ?? []} layout={desk.layout} />
      {check.error === null ? null : (
        <div className={styles["note"]}>
          <ErrorNote error={check.error} />
        </div>
      )}
      {tab === "layout" ? (
        <div className={styles["lb"]}>
          <LabelList
            labels={labels}
            open={at}
            next={next}
            order={orderWords(desk.layout.sort, t)}
            onOpen={(index) => choose(labels[index])}
          />
          {label === undefined ? (
            <div className={styles["blank"]}>
              {head !== undefined && check.isPending ? (
                <Skeleton label={t("labels.reading")} rows={8} />
              ) : (
                <Empty icon="form" title={t("labels.none.title")}>
                  {t("labels.none.text")}
                </Empty>
              )}
            </div>
          ) : (
            <TheirPage
              label={label}
              found={found}
              at={at}
              of={labels.length}
              crop={crop}
              drawn={drawn}
              onDraw={setDrawn}
              onStep={step}
            />
          )}
          <LayoutEditor
            desk={desk}
            label={label}
            seen={seen}
            frame={drawn ?? (found.facts === null ? null : frameOf(found.facts.frame))}
            skus={skusOf(labels)}
          />
        </div>
      ) : tab === "pages" ? (
        <PagesTab
          labels={labels}
          open={at}
          next={next}
          layout={forOneLabel(desk.layout)}
          amongOf={amongOf}
          onOpen={(index) => choose(labels[index])}
          trouble={seen.error}
          onLook={() => setTab("layout")}
        />
      ) : (
        <InvoicesTab batch={head?.batch ?? null} desk={desk} />
      )}
      {isPrinting && head !== undefined ? (
        <PrintDialog
          batch={head.batch}
          desk={desk}
          onClose={() => setPrinting(false)}
          onLook={(wanted) => {
            setPrinting(false);
            setTab("layout");
            choose(wanted);
          }}
        />
      ) : null}
    </>
  );
}

/** The run under way with labels of the batch. */
function useLiveRun(batch: number | null): PrintRunPage | null {
  const runs = useRpc("print_runs", { live: true, count: 20 });
  const live = runs.data?.runs?.find((run) => run.batch === batch)?.run;
  const page = useRpc("print_run", { run: live ?? 0 }, { enabled: live !== undefined, keep: false });
  return page.data ?? null;
}

function leftOf(counts: readonly LabelCount[]): number {
  return counts
    .filter(({ state }) => state === "queued" || state === "sending")
    .reduce((sum, { labels }) => sum + labels, 0);
}

type Words = ReturnType<typeof useWords>["t"];

function summary(head: BatchHead | undefined, labels: readonly LabelCheck[], t: Words): string {
  if (head === undefined) return t("labels.sum.none");
  const fetching = labels.filter(({ whyNot }) => whyNot === "noLabel").length;
  const here = labels.filter(({ document }) => document !== null).length;
  return [
    t("labels.sum.batch", { batch: head.batch }),
    t("labels.sum.labels", { count: labels.length, n: count(labels.length) }),
    here === labels.length ? "" : t("labels.sum.here", { count: here, n: count(here) }),
    fetching === 0 ? "" : t("labels.sum.fetching", { count: fetching, n: count(fetching) }),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

function printWords(check: PrintCheck | undefined, place: number | null, t: Words): string {
  if (check === undefined) return t("labels.print.ahead");
  if (place !== null && place > 1) return t("labels.print.from", { place: count(place) });
  return check.goes > 0
    ? t("labels.print.count", { count: check.goes, n: count(check.goes) })
    : t("labels.print.ahead");
}

function orderWords(sort: readonly SortKey[], t: Words): string {
  if (sort.length === 0) return t("labels.order.asChosen");
  return t("labels.order.words", { keys: sort.map((key) => t(`labels.sortShort.${key}`)).join(", ") });
}

/** SKUs of the labels, as they come out, each once. */
function skusOf(labels: readonly LabelCheck[]): string[] {
  return [...new Set(labels.map(({ sku }) => sku).filter((sku) => sku !== ""))];
}
