import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Status, WatchCounts } from "~/bindings";
import { Icon, Kbd, Mark } from "~/components";
import { useAction, useRpc } from "~/data";
import { capsOf } from "~/keys";
import { count, duration, time, timeWithSeconds } from "~/lib/format";
import { missingOf } from "~/lib/marks";
import { useNow } from "~/lib/now";

/** How old the picture is, what waits, what is left of the hour's calls, how long the login lives. */
export function StatusBar({
  status,
  watch,
  unseen,
  onAlerts,
  onPalette,
  onTheme,
}: {
  status: Status | null;
  /** What couriers would leave behind. */
  watch: WatchCounts | undefined;
  /** Alerts nobody has looked at. */
  unseen: number;
  onAlerts: () => void;
  onPalette: () => void;
  onTheme: () => void;
}) {
  const { t } = useTranslation();
  return (
    <footer className="status" data-testid="status-bar">
      {status && <Freshness status={status} />}
      {status && <Waiting status={status} />}
      {watch && <Watch watch={watch} />}
      {status && <Clock status={status} />}
      {status && <LoginLife status={status} />}
      <span className="right">
        {status && (
          <span className="hide-narrow" data-testid="status-budget">
            {t("status.budget", { left: count(status.callsLeft), limit: count(status.callsLimit) })}
          </span>
        )}
        {status && status.pace.why !== "chosen" && (
          <span className="hide-narrow" data-testid="status-pace">
            {t(`status.pace.${status.pace.why}`, { every: duration(status.pace.everySeconds * 1000) })}
          </span>
        )}
        {status && <LabelPrinter />}
        <button
          type="button"
          className="status__button"
          aria-label={t("status.alerts", { count: unseen, n: count(unseen) })}
          title={t("status.alerts", { count: unseen, n: count(unseen) })}
          onClick={onAlerts}
          data-testid="open-alerts"
        >
          <Icon name="bell" />
          {unseen > 0 && <b>{count(unseen)}</b>}
        </button>
        <button type="button" className="status__button" onClick={onPalette} data-testid="open-palette">
          {t("status.commands")} <Kbd keys={capsOf("palette") ?? ""} />
        </button>
        <button
          type="button"
          className="btn btn--ghost status__theme"
          aria-label={t("status.theme")}
          onClick={onTheme}
          data-testid="theme-switch"
        >
          <Icon name="sun" />
        </button>
      </span>
    </footer>
  );
}

/** Where labels come out at this desk, and on what. */
function LabelPrinter() {
  const { t } = useTranslation();
  const { data } = useRpc("printers", {});
  if (data === undefined) return null;
  const own = data.defaults.find(({ kind }) => kind === "labels")?.printer;
  const printer = data.printers.find((one) => one.printer === own);
  const paper = printer?.layout.paper;
  const size =
    paper === undefined
      ? ""
      : paper.kind === "custom"
        ? t("paperSize.custom", { width: paper.width / 10, height: paper.height / 10 })
        : t(`paperSize.${paper.kind}`);
  return (
    <a className="status__button status__link cut" href="#/settings?section=printers" data-testid="status-printer">
      {printer === undefined ? t("status.noPrinter") : t("status.printer", { name: printer.name, paper: size })}
    </a>
  );
}

/** What the engine calls the list it reads, and our word for it. */
const WALKS: Record<string, "open" | "changed" | "past" | "pins" | "places"> = {
  "open orders": "open",
  "what changed": "changed",
  "what was collected and delivered": "past",
  "where parcels go": "pins",
  warehouses: "places",
};

function walkWords(what: string, t: TFunction): string {
  const walk = WALKS[what];
  return walk === undefined ? what : t(`status.walk.${walk}`);
}

function Freshness({ status }: { status: Status }) {
  const { t } = useTranslation();
  const now = useNow(1000);
  const syncNow = useAction("sync_now");
  const { syncedAt, offlineSince, sync, partial } = status;
  const at = syncedAt === null ? "" : timeWithSeconds(syncedAt);
  const word =
    offlineSince !== null ? (
      <>
        <Mark is="stale">{t("status.offline", { at: time(offlineSince) })}</Mark>
        {syncedAt !== null && <span>{t("status.picture", { at })}</span>}
      </>
    ) : syncedAt === null ? (
      <Mark is="waiting">{t("status.never")}</Mark>
    ) : (
      <>
        {partial ? (
          <Mark is="stale">{t("status.partial", { at })}</Mark>
        ) : (
          <Mark is="done">{t("status.synced", { at })}</Mark>
        )}
        <span className="status__age">{t("status.ago", { age: duration(Math.max(0, now - syncedAt)) })}</span>
      </>
    );
  return (
    <>
      <button
        type="button"
        className="status__button"
        title={t("status.syncNow")}
        data-testid="status-sync"
        onClick={() => syncNow.mutate({ full: false })}
      >
        {word}
      </button>
      {sync !== null && (
        <>
          <span className="sep" />
          <Mark is="waiting" data-testid="status-progress">
            {t("status.reading", { what: walkWords(sync.what, t), n: count(sync.done) })}
          </Mark>
        </>
      )}
    </>
  );
}

function Waiting({ status }: { status: Status }) {
  const { t } = useTranslation();
  const { waiting, unknown, quarantined } = status;
  return (
    <>
      <span className="sep" />
      {waiting > 0 ? (
        <a
          className="mark is-waiting status__link"
          href={status.offlineSince === null ? "#/activity" : "#/activity?show=waiting"}
          data-testid="status-waiting"
        >
          <Mark is="waiting">{t("status.waiting", { count: waiting, n: count(waiting) })}</Mark>
        </a>
      ) : (
        <span>{t("status.waiting", { count: 0, n: "0" })}</span>
      )}
      {unknown > 0 && (
        <a className="mark is-unknown status__link" href="#/activity">
          <Mark is="unknown">{t("status.unknown", { count: unknown, n: count(unknown) })}</Mark>
        </a>
      )}
      {quarantined > 0 && (
        <Mark is="urgent">{t("status.quarantined", { count: quarantined, n: count(quarantined) })}</Mark>
      )}
    </>
  );
}

/** Parcels missing for a pickup that is near: from an hour before. */
function Watch({ watch }: { watch: WatchCounts }) {
  const { t } = useTranslation();
  const now = useNow(15_000);
  const { level, nextPickup } = watch;
  if (level === null || nextPickup === null) return null;
  const missing = missingOf(watch);
  return (
    <>
      <span className="sep" />
      <a
        className={`mark status__link ${level === 15 ? "is-breached" : "is-urgent"}`}
        href="#/watch"
        data-testid="status-watch"
      >
        <Mark is={level === 15 ? "breached" : "urgent"}>
          {nextPickup > now
            ? t("status.missing", { count: missing, n: count(missing), at: time(nextPickup) })
            : t("status.missingBegun", { count: missing, n: count(missing) })}
        </Mark>
      </a>
    </>
  );
}

/** A clock that is off, and a computer that slept: both change what the times on screen are worth. */
function Clock({ status }: { status: Status }) {
  const { t } = useTranslation();
  const { clockOffMs, woke } = status;
  return (
    <>
      {woke !== null && (
        <>
          <span className="sep" />
          <Mark is="stale" data-testid="status-woke">
            {t("status.woke")}
          </Mark>
        </>
      )}
      {clockOffMs !== null && (
        <>
          <span className="sep" />
          <Mark is="urgent" title={t("banner.clockNext")} data-testid="status-clock">
            {t(clockOffMs < 0 ? "status.clockFast" : "status.clockSlow", { by: duration(clockOffMs) })}
          </Mark>
        </>
      )}
    </>
  );
}

function LoginLife({ status }: { status: Status }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const { login, loginExpiresAt, loginKept } = status;
  const text =
    login === "ok" && loginExpiresAt !== null
      ? t("status.loginValid", { left: duration(Math.max(0, loginExpiresAt - now)) })
      : t(`status.login.${login}`);
  return (
    <>
      <span className="sep" />
      {login === "missing" || login === "refused" ? <Mark is="refused">{text}</Mark> : <span>{text}</span>}
      {login === "ok" && !loginKept && <span className="faint hide-narrow">{t("status.loginThisRun")}</span>}
    </>
  );
}
