import type { LabelCheck, Paper } from "~/bindings";
import { Button, Menu, Icon } from "~/components";
import { ErrorNote, useAction } from "~/data";
import type { Frame } from "./frame";
import styles from "./labels.module.css";
import { mmShort } from "./layout-edit";
import { FileFields, OrderFields } from "./OrderFields";
import { PaperFields } from "./PaperFields";
import { Preview, Verdict } from "./Preview";
import { StripField } from "./StripField";
import type { LayoutDesk, Target } from "./use-layout-desk";
import type { Seen } from "./use-preview";
import { useWords } from "./use-words";

type Props = {
  desk: LayoutDesk;
  label: LabelCheck | undefined;
  seen: Seen;
  /** Where the label lies on its page. */
  frame: Frame | null;
  /** SKUs of the labels at hand. */
  skus: readonly string[];
};

/** A layout with what it does to the label in sight; kept for one printer, or for saved print files. */
export function LayoutEditor({ desk, label, seen, frame, skus }: Props) {
  const { layout, change } = desk;
  const hasLabel = label !== undefined && label.document !== null;
  const fields = { layout, onChange: change };
  return (
    <section className={styles["edit"]} aria-label={desk.target.printer?.name ?? "PDF"}>
      <Whose desk={desk} />
      {desk.error === null ? null : <ErrorNote error={desk.error} />}
      <div className={styles["ed"]}>
        <Preview layout={layout} seen={seen} hasLabel={hasLabel} />
        <div className={styles["opts"]} data-testid="layout-fields">
          <PaperFields {...fields} frame={frame} />
          <StripField {...fields} />
          <OrderFields {...fields} skus={skus} />
          <FileFields {...fields} />
        </div>
      </div>
      <Foot desk={desk} seen={seen} hasLabel={hasLabel} />
    </section>
  );
}

/** Whose layout it is, and who prints by it. */
function Whose({ desk }: { desk: LayoutDesk }) {
  const { t } = useWords();
  const { target, targets } = desk;
  return (
    <div className={styles["cap"]}>
      <Menu
        trigger={
          <button
            type="button"
            className={`btn btn--ghost ${styles["whose"] ?? ""}`}
            aria-label={t("labels.whose.choose", { name: nameOf(target, t) })}
            data-testid="layout-of"
          >
            <b className="cut">
              {t("labels.whose.title", { name: nameOf(target, t) })}, {paperWords(desk.layout.paper, t)}
            </b>
            <Icon name="down" />
          </button>
        }
        items={targets.map((one) => ({
          id: one.id,
          label: nameOf(one, t),
          hint: one.printer === null ? "" : one.printer.station,
          checked: one.id === target.id,
          testId: `layout-of-${one.id}`,
          onSelect: () => desk.choose(one.id),
        }))}
      />
      <span className="muted cut">{usedBy(desk, t)}</span>
    </div>
  );
}

type Words = ReturnType<typeof useWords>["t"];

function paperWords(paper: Paper, t: Words): string {
  return paper.kind === "custom"
    ? `${mmShort(paper.width)} × ${mmShort(paper.height)} mm`
    : t(`labels.paper.${paper.kind}`);
}

function nameOf(target: Target, t: Words): string {
  return target.printer?.name ?? t("labels.whose.file");
}

function usedBy({ target, printers }: LayoutDesk, t: Words): string {
  const { printer } = target;
  if (printer === null) return t("labels.whose.usedByFile");
  const isUsual = printers?.defaults.some(({ kind, printer: one }) => kind === "labels" && one === printer.printer);
  if (printer.station === "") return t(isUsual === true ? "labels.whose.usedByAllUsual" : "labels.whose.usedByAll");
  return t("labels.whose.usedBy", { station: printer.station });
}

function Foot({ desk, seen, hasLabel }: { desk: LayoutDesk; seen: Seen; hasLabel: boolean }) {
  const { t } = useWords();
  const test = useAction("printer_test");
  const { printer } = desk.target;
  return (
    <>
      {test.error === null ? null : <ErrorNote error={test.error} />}
      <div className={styles["foot"]}>
        {desk.isChanged ? (
          <>
            <Button
              look="primary"
              busy={desk.isBusy}
              reason={desk.isReady ? null : t("labels.reading")}
              onClick={desk.keep}
              data-testid="layout-keep"
            >
              {t("labels.keep", { name: nameOf(desk.target, t) })}
            </Button>
            <Button onClick={desk.undo} data-testid="layout-undo">
              {t("labels.undo")}
            </Button>
          </>
        ) : (
          <Button
            busy={test.isPending}
            reason={printer === null ? t("labels.test.noPrinter") : null}
            onClick={() => {
              if (printer !== null) test.mutate({ ...printer, layout: desk.layout });
            }}
            data-testid="layout-test"
          >
            {t("labels.test.do")}
          </Button>
        )}
        {test.data !== undefined && !desk.isChanged ? (
          <span className="muted cut">{t("labels.test.sent", { printer: test.data.printer })}</span>
        ) : (
          <Verdict seen={seen} hasLabel={hasLabel} />
        )}
      </div>
    </>
  );
}
