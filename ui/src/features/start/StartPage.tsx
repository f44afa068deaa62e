import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon, Kbd, Mark, Segmented } from "~/components";
import { ErrorNote, useAction } from "~/data";
import { AccountForm } from "~/features/settings";
import { currentLanguage, setLanguage } from "~/i18n";
import { useCommand } from "~/keys";

type Props = { onTheme: () => void; heardScan: string | null };

/** The first start: connect an account, or look around with the practice seller in one click. */
export function StartPage({ onTheme, heardScan }: Props) {
  const { t } = useTranslation();
  const [connecting, setConnecting] = useState(false);
  const practice = useAction("practice_open");
  const openPractice = () => practice.mutate({});
  useCommand("pack", connecting ? undefined : { run: openPractice });
  useCommand("open", connecting ? undefined : { run: () => setConnecting(true) });
  useCommand("close", connecting ? { run: () => setConnecting(false) } : undefined);
  return (
    <main className="first">
      <header className="first__top">
        <span className="flex">
          <span className="nav__crest">
            <Icon name="crest" />
          </span>
          <b>{t("app.name")}</b>
        </span>
        <span className="flex">
          <Segmented
            label={t("start.language")}
            value={currentLanguage()}
            options={[
              { id: "en", label: "English" },
              { id: "hi", label: "हिन्दी" },
            ]}
            onChange={(language) => void setLanguage(language)}
          />
          <button type="button" className="btn btn--ghost btn--icon" aria-label={t("command.theme")} onClick={onTheme}>
            <Icon name="sun" />
          </button>
        </span>
      </header>
      {connecting ? (
        <div className="first__in first__form">
          <button type="button" className="btn btn--ghost" onClick={() => setConnecting(false)}>
            <Icon name="left" />
            {t("word.back")}
          </button>
          <AccountForm />
        </div>
      ) : (
        <div className="first__in">
          <h1>{t("start.title")}</h1>
          <p className="lead">{t("start.lead")}</p>
          <div className="ways">
            <div className="way is-main">
              <span className="flex">
                <Icon name="key" large />
                <b>{t("start.connect.title")}</b>
              </span>
              <span>{t("start.connect.text")}</span>
              <button
                type="button"
                className="btn btn--lg btn--primary"
                data-testid="start-connect"
                onClick={() => setConnecting(true)}
              >
                {t("start.connect.do")} <Kbd keys="↵" />
              </button>
            </div>
            <div className="way">
              <span className="flex">
                <Icon name="pack" large />
                <b>{t("start.practice.title")}</b>
              </span>
              <span>{t("start.practice.text")}</span>
              <button
                type="button"
                className="btn btn--lg"
                data-testid="start-practice"
                aria-busy={practice.isPending}
                disabled={practice.isPending}
                onClick={openPractice}
              >
                {t("start.practice.do")} <Kbd keys="P" />
              </button>
            </div>
          </div>
          {practice.error && <ErrorNote error={practice.error} />}
          <h2 className="eyebrow">{t("start.after")}</h2>
          <ol className="after">
            {(["read", "pack", "scan", "hand"] as const).map((step, index) => (
              <li key={step}>
                <b>{index + 1}</b>
                <span>
                  {t(`start.step.${step}.do`)}
                  <br />
                  <span className="muted">{t(`start.step.${step}.how`)}</span>
                </span>
              </li>
            ))}
          </ol>
        </div>
      )}
      <footer className="first__foot small faint">
        {heardScan === null ? <span /> : <Mark is="done">{t("start.heard", { n: heardScan.length })}</Mark>}
        <span>{t("start.keyStore")}</span>
      </footer>
    </main>
  );
}
