import type { Invoices } from "~/bindings";
import { Button, Radios } from "~/components";
import { ErrorNote, ListState, useAction, useRpc } from "~/data";
import { Viewer } from "~/features/documents";
import styles from "./labels.module.css";
import type { LayoutDesk } from "./use-layout-desk";
import { useWords } from "./use-words";

type Props = { batch: number | null; desk: LayoutDesk };

const WAYS = ["ownFile", "twoUp", "behindEach", "none"] as const satisfies Invoices[];

/** The invoices of the batch: where they go, and the file with them, made and looked at. */
export function InvoicesTab({ batch, desk }: Props) {
  const { t } = useWords();
  const reply = useRpc("documents", { kind: "invoices", count: 500 });
  const make = useAction("invoices_make");
  const head = reply.data?.documents.find((document) => document.batch === batch);
  return (
    <div className={styles["invoices"]}>
      <div>
        <Radios
          label={t("labels.invoices.label")}
          value={desk.layout.invoices}
          onChange={(invoices) => desk.change({ invoices })}
          options={WAYS.map((value) => ({ value, label: t(`labels.invoices.${value}`) }))}
        />
        {desk.isChanged ? (
          <span className="flex">
            <Button look="primary" busy={desk.isBusy} onClick={desk.keep}>
              {t("labels.keep", { name: desk.target.printer?.name ?? t("labels.whose.file") })}
            </Button>
            <Button onClick={desk.undo}>{t("labels.undo")}</Button>
          </span>
        ) : null}
        <p className="muted">{t("labels.invoices.text")}</p>
        <span>
          <Button
            look={head === undefined ? "primary" : "plain"}
            busy={make.isPending}
            reason={batch === null ? t("labels.nothing") : null}
            onClick={() => make.mutate({ batch: batch ?? 0 })}
            data-testid="invoices-make"
          >
            {t(head === undefined ? "labels.invoices.make" : "labels.invoices.again")}
          </Button>
        </span>
        {make.error === null ? null : <ErrorNote error={make.error} />}
      </div>
      {head === undefined ? (
        <div className={styles["blank"]}>
          <ListState
            reply={reply}
            reading={t("labels.reading")}
            empty={{ icon: "docs", title: t("labels.invoices.emptyTitle"), text: t("labels.invoices.emptyText") }}
          />
        </div>
      ) : (
        <Viewer key={head.document} head={head} isPart />
      )}
    </div>
  );
}
