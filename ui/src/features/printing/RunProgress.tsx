import { useState } from "react";
import type { PrintRunHead } from "~/bindings";
import { Button, Icon, Mark, Progress } from "~/components";
import { ErrorNote, useAction } from "~/data";
import { usePace } from "~/features/packing";
import { capsOf } from "~/keys";
import { count, duration } from "~/lib/format";
import styles from "./printing.module.css";
import { isLive, sumOf } from "./run-rules";
import { StopMenu } from "./StopMenu";
import { usePrintWords } from "./words";

type Props = {
  head: PrintRunHead;
  /** The run is the page's own: its keys stand on the buttons. */
  own?: boolean | undefined;
};

/** A run at work: how far, how fast, how long still; and the ways to stop it. */
export function RunProgress({ head, own = false }: Props) {
  const { t } = usePrintWords();
  const pause = useAction("print_pause");
  const stop = useAction("print_stop");
  const [isAfter, setAfter] = useState(false);
  const sum = sumOf(head);
  const pace = usePace(`run ${head.run}`, sum.gone, sum.left);
  const isPaused = head.state === "paused";
  const speed = isPaused
    ? t("printing.standsStill")
    : pace === null
      ? t("printing.left", { count: sum.left })
      : t("printing.pace", { rate: pace.perMinute, left: duration(Math.max(1000, pace.leftMs)) });
  const failed = pause.error ?? stop.error;
  if (!isLive(head)) return null;
  return (
    <>
      <div className={styles["running"]} data-testid={`progress-${head.run}`}>
        {isPaused ? (
          <Mark is="held">{t("printing.pausedOn", { printer: head.printerName })}</Mark>
        ) : (
          <span className={`mark ${styles["at"] ?? ""}`}>
            <Icon name="print" />
            {t("printing.printingOn", { printer: head.printerName })}
          </span>
        )}
        <Progress thin done={sum.gone} of={sum.of} label={t("printing.progress", { run: head.run })} />
        <span className="nowrap">
          <b>{count(sum.gone)}</b> {t("printing.of", { of: count(sum.of) })} · {speed}
        </span>
        <Button
          icon={isPaused ? "play" : "pause"}
          keys={own ? capsOf("printPause") : undefined}
          busy={pause.isPending}
          onClick={() => pause.mutate({ run: head.run, paused: !isPaused })}
          data-testid={`pause-${head.run}`}
        >
          {isPaused ? t("printing.goOn") : t("printing.pause")}
        </Button>
        <StopMenu
          left={sum.left}
          isAfter={isAfter}
          onAfterOpen={setAfter}
          onStop={(after) => stop.mutate({ run: head.run, after })}
          busy={stop.isPending}
        />
      </div>
      {head.note === null ? null : (
        <div className="banner is-urgent" role="status" data-testid={`note-${head.run}`}>
          <Mark is="urgent" />
          <span>{head.note}</span>
        </div>
      )}
      {failed === null ? null : (
        <div className={styles["note"]}>
          <ErrorNote error={failed} />
        </div>
      )}
    </>
  );
}
