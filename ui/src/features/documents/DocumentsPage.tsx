import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentHead, DocumentKind } from "~/bindings";
import { Empty, Icon, type IconName, Menu } from "~/components";
import { ListState, useRpc } from "~/data";
import { bytes, when } from "~/lib/format";
import { currentTime } from "~/lib/now";
import styles from "./documents.module.css";
import { Viewer } from "./Viewer";

/** Kinds in the order of a day, then what is made of the guardrails. */
const KINDS = [
  "labels",
  "printFile",
  "pickList",
  "packingList",
  "batchSheet",
  "invoices",
  "manifest",
  "handoverList",
  "report",
  "workbook",
  "table",
  "picture",
] as const satisfies DocumentKind[];
const ICONS: Record<DocumentKind, IconName> = {
  labels: "form",
  printFile: "print",
  manifest: "handover",
  pickList: "orders",
  packingList: "orders",
  batchSheet: "orders",
  handoverList: "handover",
  invoices: "docs",
  report: "rails",
  workbook: "ruler",
  table: "ruler",
  picture: "form",
};

/** Every paper on this computer, newest first, with its pages beside it. */
export function DocumentsPage() {
  const { t } = useTranslation();
  const [kind, setKind] = useState<DocumentKind | "all">("all");
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { document?: number | string };
  const reply = useRpc("documents", { kind: kind === "all" ? null : kind, count: 500 });
  const documents = reply.data?.documents ?? [];
  const wanted = search.document === undefined ? null : Number(search.document);
  const open = documents.find((head) => head.document === wanted) ?? (wanted === null ? documents[0] : undefined);
  function choose(document: number) {
    void navigate({ to: "/documents", search: { document }, replace: true });
  }
  return (
    <main className="work" data-focus-area="documents">
      <header className="head">
        <h1 className="h-title">{t("documents.title")}</h1>
        <span className="sum">{reply.data === undefined ? "" : t("documents.sum", { count: documents.length })}</span>
        <span className="does">
          <Menu
            align="end"
            trigger={
              <button
                type="button"
                className={`btn ${kind === "all" ? "" : "btn--on"}`}
                title={t("documents.kindLabel")}
                data-testid="document-kind"
              >
                {kind === "all" ? t("documents.all") : t(`documents.kinds.${kind}`)}
                <Icon name="down" />
              </button>
            }
            items={(["all", ...KINDS] as const).map((id) => ({
              id,
              label: id === "all" ? t("documents.all") : t(`documents.kinds.${id}`),
              checked: kind === id,
              testId: `document-kind-${id}`,
              onSelect: () => setKind(id),
            }))}
          />
        </span>
      </header>
      <ListState
        reply={reply}
        reading={t("documents.reading")}
        empty={
          documents.length > 0
            ? null
            : { icon: "docs", title: t("documents.emptyTitle"), text: t("documents.emptyText") }
        }
      />
      {documents.length === 0 ? null : (
        <div className={styles["room"]}>
          <List documents={documents} open={open?.document ?? null} onChoose={choose} />
          {open === undefined ? (
            <div className={styles["blank"]}>
              <Empty icon="docs" title={t("documents.goneTitle")}>
                {t("documents.goneText")}
              </Empty>
            </div>
          ) : (
            <Viewer key={open.document} head={open} />
          )}
        </div>
      )}
    </main>
  );
}

type ListProps = {
  documents: DocumentHead[];
  open: number | null;
  onChoose: (document: number) => void;
};

function List({ documents, open, onChoose }: ListProps) {
  const { t } = useTranslation();
  return (
    <section className={styles["list"]} aria-label={t("documents.title")}>
      <div className={styles["scroll"]}>
        {documents.map((head) => (
          <button
            key={head.document}
            type="button"
            aria-pressed={head.document === open}
            data-testid={`document-${head.document}`}
            data-kind={head.kind}
            onClick={() => onChoose(head.document)}
          >
            <Icon name={ICONS[head.kind]} />
            <b className="cut">{head.title}</b>
            <span className="small muted">{head.madeAt === null ? "" : when(head.madeAt, currentTime())}</span>
            <span className={`small faint ${styles["second"] ?? ""}`}>
              <span>{t(`documents.kinds.${head.kind}`)}</span>
              {head.pages === 0 ? null : <span>{t("documents.pages", { count: head.pages })}</span>}
              <span>{bytes(head.bytes)}</span>
              {head.batch === null ? null : <span>{t("documents.batch", { batch: head.batch })}</span>}
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}
