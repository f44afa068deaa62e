import { useTranslation } from "react-i18next";
import type { BatchHead, Stage } from "~/bindings";
import { Button, Icon, Mark, Progress } from "~/components";
import { useAction } from "~/data";
import { duration } from "~/lib/format";
import { usePace } from "./pace";
import styles from "./packing.module.css";
import { moving, openIn, stageOf, stageRunning } from "./stages";

type Props = { head: BatchHead };

/** The work under way: what, how far, how fast, how long still; and the way to stop it for now. */
export function RunningLine({ head }: Props) {
  const stage = stageRunning(head);
  if (head.finished) {
    return <Finished head={head} />;
  }
  return stage === null ? null : <Running head={head} stage={stage} />;
}

function Running({ head, stage }: Props & { stage: Stage }) {
  const { t } = useTranslation();
  const pause = useAction("batch_pause");
  const count = stageOf(head, stage);
  const left = moving(count);
  const checking = left === 0;
  const pace = usePace(`${head.batch} ${stage}`, count.done, left);
  const speed = head.paused
    ? t("packing.running.stopped")
    : pace === null
      ? t("packing.running.left", { count: checking ? openIn(count) : left })
      : t("packing.running.pace", { rate: pace.perMinute, left: duration(Math.max(1000, pace.leftMs)) });
  return (
    <div className={styles["running"]}>
      <span className="mark" style={{ color: "var(--text)" }}>
        <Icon name={head.paused ? "pause" : "generating"} />
        {head.paused
          ? t("packing.running.paused")
          : checking
            ? t("packing.running.checking", { count: count.unknown })
            : t(`packing.running.${stage}`)}
      </span>
      <Progress thin done={count.done} of={count.of} label={t(`packing.stage.${stage}`)} />
      <span className="nowrap">
        <b>{count.done}</b> {t("packing.ofCount", { of: count.of })} · {speed}
      </span>
      <Button
        icon={head.paused ? "play" : "pause"}
        busy={pause.isPending}
        data-testid="batch-pause"
        onClick={() => pause.mutate({ batch: head.batch, paused: !head.paused })}
      >
        {head.paused ? t("packing.goOn") : t("packing.pause")}
      </Button>
    </div>
  );
}

function Finished({ head }: Props) {
  const { t } = useTranslation();
  const ready = stageOf(head, "ready").done;
  return (
    <div className={styles["running"]} data-testid="batch-finished">
      <Mark is="done">{t("packing.finished")}</Mark>
      <span className="muted">{t("packing.finishedNote", { count: ready, of: head.went })}</span>
    </div>
  );
}
