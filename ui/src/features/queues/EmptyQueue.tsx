import { useTranslation } from "react-i18next";
import type { Frame, Queue } from "~/bindings";
import { Empty, Kbd, type IconName } from "~/components";
import { count } from "~/lib/format";

type Props = {
  queue: Queue | null;
  filtered: boolean;
  text: string | null;
  frame: Frame | undefined;
  onClear: () => void;
};

const icons: Partial<Record<Queue, IconName>> = {
  toPack: "ready",
  upcoming: "upcoming",
  onHold: "hold",
  generating: "generating",
  forms: "form",
  toPrint: "print",
  ready: "handover",
};

/** Why a queue is empty and where to go on. */
export function EmptyQueue({ queue, filtered, text, frame, onClear }: Props) {
  const { t } = useTranslation();
  if (filtered) {
    return (
      <Empty
        icon="search"
        title={text === null ? t("empty.filtered") : t("empty.noMatch", { text })}
        actions={
          <button type="button" className="btn" data-testid="clear-filters" onClick={onClear}>
            {t("empty.clear")}
          </button>
        }
      >
        {t("empty.filteredNext")}
      </Empty>
    );
  }
  if (frame?.status?.sync?.firstFill === true) {
    return (
      <Empty icon="orders" title={t("empty.filling", { n: count(frame.status.sync.done) })}>
        {t("empty.fillingNext")}
      </Empty>
    );
  }
  const upcoming = frame?.queues.find((entry) => entry.queue === "upcoming")?.shipments ?? 0;
  const name = queue ?? "all";
  const action =
    queue === "toPack" && upcoming > 0 ? (
      <a className="btn" href="#/q/upcoming">
        {t("empty.showUpcoming")} <Kbd keys="G U" />
      </a>
    ) : undefined;
  return (
    <Empty icon={(queue && icons[queue]) ?? "orders"} title={t(`empty.${name}.title`)} actions={action}>
      {queue === "toPack" && upcoming > 0
        ? t("empty.upcomingNext", { count: upcoming, n: count(upcoming) })
        : t(`empty.${name}.why`)}
    </Empty>
  );
}
