import { useTranslation } from "react-i18next";
import type { Status } from "~/bindings";
import { Button, Glyph } from "~/components";
import { useAction } from "~/data";
import { count, duration, time, timeWithSeconds } from "~/lib/format";
import { useNow } from "~/lib/now";

/** A strip over the work where the picture is old, partial or being filled; never a wall. */
export function Banner({ status }: { status: Status }) {
  const { t } = useTranslation();
  const now = useNow(15_000);
  const sync = useAction("sync_now");
  const tryNow = (
    <Button busy={sync.isPending} onClick={() => sync.mutate({ full: false })}>
      {t("banner.tryNow")}
    </Button>
  );
  if (status.storeProblem !== null) {
    return (
      <div className="banner is-breached" role="alert">
        <Glyph name="breached" />
        <span>
          <b>{t("banner.store")}</b> {status.storeProblem}
        </span>
      </div>
    );
  }
  if (status.login === "refused" || status.login === "missing") {
    return (
      <div className="banner is-breached" role="alert" data-testid="banner-login">
        <Glyph name="refused" />
        <span>
          <b>{t(`banner.login.${status.login}`)}</b> {t("banner.login.next")}
        </span>
        <span className="grow" />
        <a className="btn" href="#/settings">
          {t("banner.login.open")}
        </a>
      </div>
    );
  }
  if (status.offlineSince !== null) {
    return (
      <div className="banner banner--hatched is-stale" role="status" data-testid="banner-offline">
        <Glyph name="stale" />
        <span className="cut">
          <b>{t("banner.offline", { at: time(status.offlineSince) })}</b>{" "}
          {status.syncedAt !== null && t("banner.picture", { at: timeWithSeconds(status.syncedAt) })}{" "}
          {t("banner.waiting", { count: status.waiting, n: count(status.waiting) })}
        </span>
        <span className="grow" />
        {status.waiting > 0 && (
          <a className="btn" href="#/activity?show=waiting" data-testid="banner-show-waiting">
            {t("banner.show")}
          </a>
        )}
        {tryNow}
      </div>
    );
  }
  if (status.woke !== null) {
    return (
      <div className="banner is-stale" role="status" data-testid="banner-woke">
        <Glyph name="stale" />
        <span className="cut">
          <b>{t("banner.woke", { slept: duration(status.woke.sleptMs ?? 0) })}</b> {t("banner.wokeNext")}
        </span>
      </div>
    );
  }
  if (status.sync?.firstFill === true) {
    return (
      <div className="banner is-waiting" role="status" data-testid="banner-first-fill">
        <Glyph name="waiting" />
        <span className="cut">
          <b>{t("banner.firstFill", { n: count(status.sync.done) })}</b> {status.sync.what}
          {status.sync.since !== null && ` · ${duration(now - status.sync.since)}`}
        </span>
      </div>
    );
  }
  if (status.clockOffMs !== null) {
    return (
      <div className="banner is-urgent" role="status">
        <Glyph name="urgent" />
        <span>
          <b>{t("banner.clock", { by: duration(status.clockOffMs) })}</b> {t("banner.clockNext")}
        </span>
      </div>
    );
  }
  if (status.partial) {
    return (
      <div className="banner is-stale" role="status">
        <Glyph name="stale" />
        <span>
          <b>{t("banner.partial")}</b> {t("banner.partialNext")}
        </span>
        <span className="grow" />
        {tryNow}
      </div>
    );
  }
  return null;
}
