import { Link, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Frame, Queue, QueueCount } from "~/bindings";
import { Glyph, Icon, type IconName } from "~/components";
import { useRpc } from "~/data";
import { count } from "~/lib/format";
import { marksOf, missingOf } from "~/lib/marks";
import { queueSlugs, SELF_SHIP, workQueues } from "~/lib/queues";
import { SellerMenu } from "./SellerMenu";

const queueIcons: Record<(typeof workQueues)[number], IconName> = {
  toPack: "pack",
  upcoming: "upcoming",
  onHold: "hold",
  generating: "generating",
  forms: "form",
  toPrint: "print",
  ready: "ready",
};

/** Queues whose parcels are not ready yet: there a deadline still presses. */
const pressing: readonly Queue[] = ["toPack", "generating", "forms", "toPrint"];

function Count({ entry }: { entry: QueueCount | undefined }) {
  const { t } = useTranslation();
  if (!entry) return <span />;
  const isPressing = pressing.includes(entry.queue);
  return (
    <span>
      {isPressing && entry.late > 0 ? (
        <Glyph name="breached" label={t("nav.late", { n: entry.late })} className="is-breached" />
      ) : isPressing && entry.urgent > 0 ? (
        <Glyph name="urgent" label={t("nav.urgent", { n: entry.urgent })} />
      ) : null}
      {count(entry.shipments)}
    </span>
  );
}

/** The guardrails' mark where a line is crossed or tight. */
function Rail({ frame }: { frame: Frame }) {
  const { t } = useTranslation();
  const { standing } = marksOf(frame);
  if (standing === "crossed") {
    return <Glyph name="breached" label={t("nav.crossed")} className="is-breached" />;
  }
  return standing === "tight" ? <Glyph name="urgent" label={t("nav.tight")} /> : null;
}

/** Labels somebody must say something about, else what is still to print. */
function PrintCount() {
  const { t } = useTranslation();
  const { data } = useRpc("print_runs", { live: true, count: 20 });
  if (data === undefined) return null;
  const waiting = data.runs
    .flatMap((run) => run.counts)
    .filter(({ state }) => state === "queued" || state === "sending");
  const left = waiting.reduce((sum, { labels }) => sum + labels, 0);
  const stands = data.runs.some((run) => run.state === "paused");
  return (
    <span>
      {data.asked > 0 ? (
        <Glyph name="unknown" label={t("nav.asked", { n: data.asked })} />
      ) : stands ? (
        <Glyph name="held" label={t("nav.standsStill")} />
      ) : null}
      {data.asked + left > 0 ? count(data.asked + left) : ""}
    </span>
  );
}

/** What couriers would leave behind, with the alarm reached; labels that do not come where nothing else presses. */
function WatchMark({ frame }: { frame: Frame }) {
  const { t } = useTranslation();
  const { level, labelsLate } = frame.watch;
  const missing = missingOf(frame.watch);
  return (
    <span>
      {level !== null ? (
        <Glyph
          name={level === 15 ? "breached" : "urgent"}
          label={t("nav.pickupIn", { n: level })}
          className={level === 15 ? "is-breached" : ""}
        />
      ) : labelsLate > 0 ? (
        <Glyph name="urgent" label={t("nav.labelsLate", { n: labelsLate })} />
      ) : null}
      {missing > 0 ? count(missing) : ""}
    </span>
  );
}

/** Whether a list of parcels the seller delivers itself is on the screen. */
function useIsOwn(): boolean {
  return useRouterState({
    select: ({ location }) => "type" in location.search && location.search["type"] === SELF_SHIP,
  });
}

/** Parcels the seller delivers itself; a seller without any is not bothered with them. */
function OwnCourier({ frame }: { frame: Frame }) {
  const { t } = useTranslation();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const isOwn = useIsOwn();
  const { toSend, onTheWay } = frame.selfShip;
  if (toSend + onTheWay === 0 && !isOwn) return null;
  const link = (queue: "toPack" | "inTransit", icon: IconName, word: string, shipments: number) => (
    <Link
      to="/q/$queue"
      params={{ queue: queueSlugs[queue] }}
      search={{ type: SELF_SHIP }}
      aria-current={isOwn && path === `/q/${queueSlugs[queue]}` ? "page" : undefined}
      data-testid={`nav-own-${queueSlugs[queue]}`}
    >
      <Icon name={icon} />
      <span>{word}</span>
      <span>{count(shipments)}</span>
    </Link>
  );
  return (
    <>
      {link("toPack", "pack", t("nav.ownToSend"), toSend)}
      {link("inTransit", "handover", t("nav.ownOnTheWay"), onTheWay)}
    </>
  );
}

/** The queues with their counts, and the rest of the house. */
export function Nav({ frame }: { frame: Frame }) {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const isOwn = useIsOwn();
  // Labels are documents on their way to paper.
  const place = path.replace(/^\/labels(?=\/|$)/, "/documents");
  const here = (to: string) => (place === to || place.startsWith(`${to}/`) ? ("page" as const) : undefined);
  const plain = (
    to:
      | "/batches"
      | "/printing"
      | "/ledger"
      | "/handover"
      | "/watch"
      | "/orders"
      | "/stock"
      | "/documents"
      | "/activity"
      | "/guardrails"
      | "/settings",
    icon: IconName,
    word: string,
    hint: ReactNode = "",
  ) => (
    <Link to={to} aria-current={here(to)} data-testid={`nav${to.replace("/", "-")}`}>
      <Icon name={icon} />
      <span>{word}</span>
      <span>{hint}</span>
    </Link>
  );
  return (
    <nav className="nav" aria-label={t("nav.label")}>
      <SellerMenu frame={frame} />
      <div className="nav__head">{t("nav.work")}</div>
      {workQueues.map((queue) => (
        <Link
          key={queue}
          to="/q/$queue"
          params={{ queue: queueSlugs[queue] }}
          // A filtered list is this one too, unless it has a place of its own: only this file knows which.
          activeOptions={{ exact: true }}
          aria-current={isOwn ? undefined : here(`/q/${queueSlugs[queue]}`)}
          data-testid={`nav-${queueSlugs[queue]}`}
        >
          <Icon name={queueIcons[queue]} />
          <span>{t(`queue.name.${queue}`)}</span>
          <Count entry={frame.queues.find((entry) => entry.queue === queue)} />
        </Link>
      ))}
      <OwnCourier frame={frame} />
      {plain("/handover", "handover", t("nav.handover"), frame.handovers > 0 ? count(frame.handovers) : "")}
      {plain("/watch", "bell", t("nav.watch"), <WatchMark frame={frame} />)}
      {plain("/batches", "bench", t("nav.batches"))}
      {plain("/printing", "print", t("nav.printing"), <PrintCount />)}
      <div className="nav__head">{t("nav.review")}</div>
      {plain("/orders", "orders", t("nav.orders"))}
      {plain("/stock", "shelf", t("nav.stock"))}
      {plain("/guardrails", "rails", t("nav.guardrails"), <Rail frame={frame} />)}
      {plain("/documents", "docs", t("nav.documents"))}
      {plain("/ledger", "form", t("nav.ledger"))}
      {plain("/activity", "activity", t("nav.activity"), frame.unresolved > 0 ? count(frame.unresolved) : "")}
      <div className="nav__foot">{plain("/settings", "settings", t("nav.settings"))}</div>
    </nav>
  );
}
