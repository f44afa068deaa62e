import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Icon, later, Skeleton, type IconName } from "~/components";
import { ErrorNote, useRpc } from "~/data";
import { AccountSection } from "./AccountSection";
import { DataSection } from "./DataSection";
import { DeskSection } from "./DeskSection";
import { LabelSection } from "./LabelSection";
import { LocationSection } from "./LocationSection";
import { PracticeSection } from "./PracticeSection";
import { ReadingSection } from "./ReadingSection";
import styles from "./settings.module.css";

const PrintersSection = later(async () => (await import("./PrintersSection")).PrintersSection);
const LimitsSection = later(async () => (await import("~/features/limits")).LimitsSection);

const SECTIONS = [
  { id: "account", icon: "key" },
  { id: "practice", icon: "pack" },
  { id: "locations", icon: "pin" },
  { id: "reading", icon: "activity" },
  { id: "printers", icon: "print" },
  { id: "labels", icon: "docs" },
  { id: "guardrails", icon: "rails" },
  { id: "desk", icon: "bench" },
  { id: "data", icon: "disk" },
] as const satisfies readonly { id: string; icon: IconName }[];

type Section = (typeof SECTIONS)[number]["id"];

/** People's choices, one section at a time, kept as they are made. */
export function SettingsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const asked = (useSearch({ strict: false }) as { section?: string }).section;
  const section: Section = SECTIONS.find(({ id }) => id === asked)?.id ?? "account";
  const setSection = (id: Section) => void navigate({ to: "/settings", search: { section: id }, replace: true });
  const frame = useRpc("frame", {});
  return (
    <main className="work" data-focus-area="settings">
      <header className="head">
        <h1 className="h-title">{t("settings.title")}</h1>
        <span className="sum">{t("settings.sum")}</span>
      </header>
      <div className={styles["room"]}>
        <nav className={styles["nav"]} aria-label={t("settings.title")}>
          {SECTIONS.map(({ id, icon }) => (
            <button
              key={id}
              type="button"
              aria-current={id === section ? "page" : undefined}
              onClick={() => setSection(id)}
              data-testid={`settings-${id}`}
            >
              <Icon name={icon} />
              {t(`settings.sections.${id}`)}
              {id === "locations" && frame.data !== undefined ? <span>{frame.data.locations.length}</span> : null}
            </button>
          ))}
        </nav>
        <section className={styles["main"]} aria-label={t(`settings.sections.${section}`)}>
          {frame.error === null ? null : <ErrorNote error={frame.error} />}
          {frame.data === undefined ? (
            <Skeleton label={t("settings.reading")} rows={6} />
          ) : section === "account" ? (
            <AccountSection frame={frame.data} />
          ) : section === "practice" ? (
            <PracticeSection frame={frame.data} />
          ) : section === "locations" ? (
            <LocationSection frame={frame.data} />
          ) : section === "data" ? (
            <DataSection />
          ) : section === "reading" ? (
            <ReadingSection />
          ) : section === "printers" ? (
            <PrintersSection />
          ) : section === "labels" ? (
            <LabelSection />
          ) : section === "guardrails" ? (
            <LimitsSection />
          ) : (
            <DeskSection />
          )}
        </section>
      </div>
    </main>
  );
}
