import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, later, Skeleton } from "~/components";
import { ErrorNote, rpc, useAction, useRpc } from "~/data";
import { forgetLines, useFolds, useGrid } from "~/grid";
import { currentLanguage, setLanguage } from "~/i18n";
import type { LabelScan } from "~/bindings";
import { type CommandId, listenToKeys, offerScan, runCommand, useCommand } from "~/keys";
import { marksOf } from "~/lib/marks";
import { setClockOffset } from "~/lib/now";
import { useOpenShipment } from "~/lib/open-shipment";
import { setSounds, soundFor } from "~/lib/sound";
import { ErrorBoundary } from "./ErrorBoundary";
import { GoCommands } from "./GoCommands";
import { Nav } from "./Nav";
import { Notices } from "./Notices";
import { useNotices } from "./notices";
import { StatusBar } from "./StatusBar";
import { useTheme } from "./theme";

const ShipmentPanel = later(
  async () => (await import("~/features/shipment")).ShipmentPanel,
  () => <aside className="panel" aria-busy="true" />,
);
const StartPage = later(async () => (await import("~/features/start")).StartPage);
const Palette = later(async () => (await import("./Palette")).Palette);
const KeySheet = later(async () => (await import("./KeySheet")).KeySheet);

const PrintWatch = later(async () => (await import("~/features/printing")).PrintWatch);
const ScanStop = later(async () => (await import("~/features/printing")).ScanStop);
const Backups = later(async () => (await import("~/features/settings")).Backups);
const AlertsDialog = later(async () => (await import("~/features/alerts")).AlertsDialog);

type Over = "palette" | "keys" | "alerts" | null;

/** Whether something floats over the work and has the keys to itself. */
function isCovered(): boolean {
  return document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") !== null;
}

/** Everything around the work: nav, practice mark, panel, status bar, palette, keys, notices. */
export function Frame() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const { openId, openShipment, closeShipment } = useOpenShipment();
  const { data: frame, error } = useRpc("frame", {});
  const [over, setOver] = useState<Over>(null);
  const [stopped, setStopped] = useState<LabelScan | null>(null);
  const [heardScan, setHeardScan] = useState<string | null>(null);
  const sellerId = frame?.seller?.id;
  const switchTheme = useTheme(frame?.settings, sellerId !== undefined);
  const closeSeller = useAction("seller_close");
  const syncNow = useAction("sync_now");
  const say = useNotices((state) => state.say);

  const engineNow = frame?.status?.now;
  useEffect(() => {
    if (typeof engineNow === "number") setClockOffset(engineNow - Date.now());
  }, [engineNow]);
  const sounds = frame?.settings.sounds ?? true;
  useEffect(() => setSounds(sounds), [sounds]);
  const lastSeller = useRef(sellerId);
  useEffect(() => {
    const before = lastSeller.current;
    lastSeller.current = sellerId;
    if (before === undefined || before === sellerId) return;
    // Nothing of the former seller may stay on screen.
    forgetLines();
    useFolds.getState().forget();
    useGrid.getState().enter("", "");
    void client.resetQueries({ predicate: (query) => query.queryKey[0] !== "frame" });
  }, [sellerId, client]);

  useEffect(() => {
    async function scan(text: string) {
      setHeardScan(text);
      if (sellerId === undefined || offerScan(text)) return;
      // A label in somebody's hand is there; one that must not travel is told before anything else is shown.
      const label = await rpc("print_scan", { code: text }).catch(() => null);
      setStopped(label !== null && label.stop !== null ? label : null);
      if (label !== null && label.stop !== null) {
        soundFor(false);
        return;
      }
      if (label?.confirmed === true && label.label !== null) {
        useNotices.getState().say(true, t("search.labelThere", { ...label.label }));
      }
      const { rows } = await rpc("find", { text });
      const row = rows[0];
      soundFor(row !== undefined);
      if (row) {
        setOver(null);
        openShipment(row.shipmentId);
      } else {
        useNotices.getState().say(false, t("search.notFound", { text }));
      }
    }
    return listenToKeys(window, {
      run: runCommand,
      scan: (text) => void scan(text).catch(() => useNotices.getState().say(false, t("search.notFound", { text }))),
      covered: isCovered,
    });
  }, [sellerId, openShipment, t]);

  useCommand("palette", { run: () => setOver("palette") });
  useCommand("keys", { run: () => setOver("keys") });
  useCommand("goAlerts", frame?.seller ? { run: () => setOver("alerts") } : undefined);
  useCommand("theme", { run: switchTheme });
  useCommand("language", { run: () => void setLanguage(currentLanguage() === "en" ? "hi" : "en") });
  useCommand("syncNow", frame?.seller ? { run: () => syncNow.mutate({ full: false }) } : undefined);
  useCommand("syncFull", frame?.seller ? { run: () => syncNow.mutate({ full: true }) } : undefined);

  const layers = (
    <>
      {over === "palette" && (
        <Palette
          onClose={() => setOver(null)}
          onRun={(id: CommandId) => setTimeout(() => runCommand(id))}
          onOpen={openShipment}
        />
      )}
      {over === "alerts" && (
        <AlertsDialog
          onClose={() => setOver(null)}
          onShow={() => {
            setOver(null);
            runCommand("goGuardrails");
          }}
        />
      )}
      {stopped !== null && (
        <ScanStop
          scan={stopped}
          onClose={() => setStopped(null)}
          onOpen={(id) => {
            setOver(null);
            openShipment(id);
          }}
        />
      )}
      {over === "keys" && <KeySheet onClose={() => setOver(null)} />}
      <Notices />
    </>
  );
  if (!frame) {
    return (
      <main className="work">
        <div className="body--pad">
          {error ? <ErrorNote error={error} /> : <Skeleton label={t("queue.reading")} />}
          {error?.code === "STORE_DAMAGED" ? <Backups /> : null}
        </div>
      </main>
    );
  }
  if (!frame.seller) {
    return (
      <>
        <StartPage onTheme={switchTheme} heardScan={heardScan} />
        {layers}
      </>
    );
  }
  return (
    <div className={frame.seller.practice ? "app app--practice" : "app"}>
      <GoCommands frame={frame} />
      <PrintWatch onSay={say} />
      <Nav frame={frame} />
      <div className="desk">
        {frame.seller.practice && (
          <div className="practice" data-testid="practice-mark">
            <b>{t("practice.title")}</b>
            <span className="cut">{t("practice.text")}</span>
            <span className="grow" />
            <Button
              className="practice__leave"
              busy={closeSeller.isPending}
              onClick={() => closeSeller.mutate({})}
              data-testid="practice-leave"
            >
              {t("practice.leave")}
            </Button>
          </div>
        )}
        <div className="desk__work">
          <ErrorBoundary resetKey={`${sellerId}${path}`}>
            <Outlet />
          </ErrorBoundary>
          {openId !== undefined && (
            <ErrorBoundary resetKey={openId}>
              <ShipmentPanel key={openId} id={openId} onClose={closeShipment} />
            </ErrorBoundary>
          )}
        </div>
      </div>
      <StatusBar
        status={frame.status}
        watch={frame.watch}
        unseen={marksOf(frame).unseen}
        onAlerts={() => setOver("alerts")}
        onPalette={() => setOver("palette")}
        onTheme={switchTheme}
      />
      {layers}
    </div>
  );
}
