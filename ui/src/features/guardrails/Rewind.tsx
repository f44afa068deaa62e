import { useState } from "react";
import type { Board } from "~/bindings";
import { Button, Dialog, DialogFoot, Glyph, TextField } from "~/components";
import { num, useWords } from "~/features/limits";
import { dayTime } from "~/lib/format";
import { currentTime } from "~/lib/now";
import styles from "./guardrails.module.css";

const INDIA_OFFSET_MS = 330 * 60_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** `2026-11-21T14:48` in India as an instant; `null` where it is none. */
export function fromIndia(text: string): number | null {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  return Number.isNaN(at) ? null : at - INDIA_OFFSET_MS;
}

/** An instant as `2026-11-21T14:48` in India. */
export function toIndia(at: number): string {
  return new Date(at + INDIA_OFFSET_MS).toISOString().slice(0, 16);
}

type Props = { board: Board; onGo: (at: number | undefined) => void; onClose: () => void };

/** Asks for the moment the whole screen is wound back to. */
export function RewindDialog({ board, onGo, onClose }: Props) {
  const { t } = useWords();
  const now = currentTime();
  const { earliest } = board;
  // A minute holds 60 seconds of learning: the first whole one after the earliest moment is on the safe side.
  const first = earliest === null ? null : Math.ceil(earliest / MINUTE_MS) * MINUTE_MS;
  const [text, setText] = useState(() =>
    toIndia(board.isRewound ? num(board.at) : Math.min(now, Math.max(first ?? 0, now - DAY_MS))),
  );
  const at = fromIndia(text);
  const wrong = at === null || at > now || (earliest !== null && at < earliest);
  const problem = t("guardrails.rewind.problem", { from: earliest === null ? "–" : dayTime(earliest, now) });
  return (
    <Dialog
      open
      onClose={onClose}
      width="30rem"
      title={t("guardrails.rewind.title")}
      lead={t("guardrails.rewind.lead")}
      testId="rewind-dialog"
      foot={
        <DialogFoot back={t("guardrails.rewind.back")} onBack={onClose}>
          {board.isRewound ? (
            <Button large onClick={() => onGo(undefined)}>
              {t("guardrails.rewind.now")}
            </Button>
          ) : null}
          <Button
            large
            look="primary"
            reason={wrong ? problem : null}
            onClick={() => onGo(at ?? undefined)}
            data-testid="rewind-go"
          >
            {t("guardrails.rewind.go")}
          </Button>
        </DialogFoot>
      }
    >
      <TextField
        label={t("guardrails.rewind.at")}
        help={earliest === null ? undefined : t("guardrails.rewind.earliest", { at: dayTime(earliest, now) })}
        problem={wrong ? problem : null}
        type="datetime-local"
        value={text}
        max={toIndia(now)}
        {...(earliest === null ? {} : { min: toIndia(earliest) })}
        onChange={setText}
        onKeyDown={(event) => (event.key === "Enter" && !wrong ? onGo(at ?? undefined) : undefined)}
        data-testid="rewind-at"
      />
      <p className="flex" style={{ marginTop: "var(--s-12)" }}>
        {(["yesterday", "week"] as const).map((back) => {
          const to = now - DAY_MS * (back === "week" ? 7 : 1);
          return (
            <Button
              key={back}
              reason={earliest !== null && to < earliest ? problem : null}
              onClick={() => setText(toIndia(to))}
            >
              {t(`guardrails.rewind.${back}`)}
            </Button>
          );
        })}
      </p>
    </Dialog>
  );
}

/** Says across the screen that this is the past. */
export function RewindBanner({ board, onNow }: { board: Board; onNow: () => void }) {
  const { t } = useWords();
  return (
    <div className={`banner banner--hatched is-stale ${styles["rewound"] ?? ""}`} role="status" data-testid="rewound">
      <Glyph name="stale" />
      <b>{t("guardrails.rewind.banner", { at: dayTime(num(board.at), currentTime()) })}</b>
      <span className="grow" />
      <Button onClick={onNow} data-testid="rewind-now">
        {t("guardrails.rewind.now")}
      </Button>
    </div>
  );
}
